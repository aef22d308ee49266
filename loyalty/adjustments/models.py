"""What staff may adjust alone, what waits for a second person, and files with many adjustments."""

from django.db import models
from django.db.models import Q

from loyalty.ledger.models import LIMIT
from loyalty.members.models import Member
from loyalty.shops.models import Shop, Staff


class Limits(models.Model):
    """How much one person may give or take in this shop; None for as much as they like."""

    shop = models.OneToOneField(
        Shop, primary_key=True, on_delete=models.CASCADE, related_name="adjustment_limits"
    )
    largest = models.BigIntegerField(null=True, help_text="points in one adjustment, given or taken")
    a_day = models.BigIntegerField(null=True, help_text="points of one person in one day of the shop")
    second_person = models.BooleanField(default=False, help_text="larger ones wait for one; else refused")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(largest=None) | Q(largest__gte=1, largest__lte=LIMIT), name="largest_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(a_day=None) | Q(a_day__gte=1, a_day__lte=LIMIT), name="a_day_in_bounds"
            ),
        ]


class Day(models.Model):
    """What one person gave and took, both counted up, on one day of the shop."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    day = models.DateField()
    points = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "staff", "day"], name="one_sum_a_day"),
            models.CheckConstraint(condition=Q(points__gte=0), name="day_not_negative"),
        ]


class Upload(models.Model):
    """A file of adjustments. Its states are moments: uploaded, ordered, started, finished, or discarded."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="of the rows as read: a file saved anew has the same")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL)
    uploaded_by = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    skips = models.BooleanField(default=False, help_text="rows in error are left out, as somebody ticked")
    ordered_at = models.DateTimeField(null=True, help_text="when somebody said: post, or asked for it")
    started_at = models.DateTimeField(null=True, help_text="when posting could begin")
    actor = models.CharField(max_length=200, blank=True, help_text="how the books name who posts")
    worked_at = models.DateTimeField(null=True, help_text="when the last hundred rows were posted")
    finished_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    texts_gone_at = models.DateTimeField(null=True, help_text="when what could not be read was forgotten")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(discarded_at=None), name="started_is_not_discarded"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(started_at__isnull=False), name="finished_was_started"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"]),
            models.Index(
                fields=["worked_at"],
                condition=Q(started_at__isnull=False, finished_at=None),
                name="upload_at_work",
            ),
        ]


class Row(models.Model):
    """One line of a file. What it said is kept only while it is in error (see loyalty.adjustments.forget)."""

    class State(models.TextChoices):
        READY = "ready"
        WRONG = "wrong"  # in error at the dry run
        BEFORE = "before"  # the books have it already
        POSTED = "posted"
        MISSED = "missed"  # was ready, and could not be posted when its turn came

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="among the rows with anything in them, from 1")
    line = models.PositiveIntegerField(help_text="in the file, the header being 1")
    kind = models.CharField(max_length=10, blank=True, help_text="customer or email; empty: not readable")
    value = models.CharField(max_length=64, blank=True, help_text="customer id, or the e-mail's keyed hash")
    said = models.JSONField(default=dict, help_text="customer and points as written, of rows in error")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    points = models.BigIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=72, help_text="what the books know the posting by")
    state = models.CharField(max_length=6, choices=State.choices)
    faults = models.JSONField(default=list, help_text="[field, code, number or null] each")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="row_once")]
        indexes = [
            models.Index(fields=["upload", "number"], condition=Q(state="ready"), name="row_ready"),
            models.Index(fields=["upload", "state", "number"], name="row_by_state"),
        ]


class Request(models.Model):
    """An adjustment, or a file of them, that waits for a second person."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    key = models.CharField(max_length=72, help_text="of the form: sent twice, asked once")
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.CASCADE)
    points = models.BigIntegerField(help_text="signed; of a file: what it gives less what it takes")
    rows = models.PositiveIntegerField(default=1)
    why = models.CharField(max_length=300)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL)
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "key"], name="asked_once"),
            models.CheckConstraint(
                condition=Q(member=None) ^ Q(upload=None), name="about_a_member_or_a_file"
            ),
        ]
        indexes = [models.Index(fields=["shop", "-id"])]


class Answer(models.Model):
    """How a request ended. A request without one is waiting; the key lets it end only once."""

    class Kind(models.TextChoices):
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    request = models.OneToOneField(Request, primary_key=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="refused", why=""), name="refusal_has_a_reason")
        ]
