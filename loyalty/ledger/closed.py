"""What is kept of days that are over; written by close_days alone, and thrown away without loss."""

from django.db import models

from loyalty.shops.models import Programme


class ClosedUntil(models.Model):
    """How far a programme's days are summed and kept; `zone` is the calendar they were taken from."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="closed_until")
    zone = models.CharField(max_length=64)
    until = models.DateTimeField()


class ClosedDay(models.Model):
    """What entries of a day came to, on one account of the shops; a day without entries has no row."""

    closed = models.ForeignKey(ClosedUntil, on_delete=models.CASCADE, related_name="days", db_index=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, db_index=False)
    currency = models.CharField(max_length=60)
    account = models.CharField(max_length=10)
    day = models.DateField()
    since = models.DateTimeField(help_text="the midnight that begins it")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closed", "currency", "day", "account"], name="closed_once"),
        ]
        indexes = [models.Index(fields=["programme", "currency", "since"], name="closed_by_day")]


class StillOpen(models.Model):
    """What members have of all that was posted before `closed.until`, in groups of one kind each.

    Earned and ends: open lots, by the day they were earned and the last day they can be used (none: no end of their
    own). Came: all accounts, by the first day of the month in which the member was first seen.
    """

    class Kind(models.TextChoices):
        EARNED = "earned"
        ENDS = "ends"
        CAME = "came"

    closed = models.ForeignKey(ClosedUntil, on_delete=models.CASCADE, related_name="open", db_index=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    currency = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    account = models.CharField(max_length=10)
    day = models.DateField(null=True)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["closed", "currency", "kind", "account", "day"],
                nulls_distinct=False,
                name="open_once",
            ),
        ]
