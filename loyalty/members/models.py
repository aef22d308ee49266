"""Who the shopper is. A guest is a member who has not joined: the balance waits for them."""

from django.db import models

from loyalty.shops.models import Programme, Shop


class Member(models.Model):
    """One person in one programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_index=False)
    first_seen_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    joined_by = models.CharField(max_length=20, blank=True, help_text="how: account, widget, staff")
    kept = models.ForeignKey("self", null=True, on_delete=models.PROTECT, help_text="merged into this one")
    claimant = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="claims",
        help_text="may claim this guest's points",
    )
    erased_at = models.DateTimeField(null=True)
    returned = models.BooleanField(default=False, help_text="an erased account was of the same person")
    advocate = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="friends", help_text="who brought them"
    )

    class Meta:
        indexes = [
            models.Index(fields=["programme", "-id"]),
            models.Index(
                fields=["programme", "joined_at"],
                name="joined_in_programme",
                condition=models.Q(joined_at__isnull=False),
            ),
        ]


class Birthday(models.Model):
    """The day on which a member was born, without the year; told once by the member, corrected by staff only."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="birthday")
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField(help_text="days before this bring nothing")
    told_by = models.CharField(max_length=200, help_text="member, or who of the staff")

    class Meta:
        indexes = [models.Index(fields=["programme", "month", "day"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(month__gte=1, month__lte=12, day__gte=1, day__lte=31),
                name="birthday_in_calendar",
            )
        ]


class DaysLookedAt(models.Model):
    """Up to which day, by the shop's calendar, birthdays and anniversaries were celebrated."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="days_looked_at")
    last = models.DateField()


class Identity(models.Model):
    """One way a store recognises a member. E-mail addresses stand here only as keyed hashes."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer"
        EMAIL = "email"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "shop", "kind", "value"], name="recognised_once")
        ]


class Forgotten(models.Model):
    """That an erased account had stood for this identity: a keyed hash, good for nothing but recognising it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "value"], name="forgotten_once")]


class PrivacyRequest(models.Model):
    """A person's request that the store passed on, and what was done about it."""

    class Kind(models.TextChoices):
        DATA = "data", "data request"
        REDACT = "redact", "erasure"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    request = models.CharField(max_length=64, blank=True, help_text="the store's number for it")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    asked_at = models.DateTimeField()
    answer = models.JSONField(
        default=dict, help_text="for a data request: everything we hold; handed to the store"
    )
