"""Who the shopper is. A guest is a member who has not joined: the balance waits for them."""

from django.db import models

from loyalty.shops.models import Programme, Shop


class Member(models.Model):
    """One person in one programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    first_seen_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    joined_by = models.CharField(max_length=20, blank=True, help_text="how: account, widget, staff")
    kept = models.ForeignKey("self", null=True, on_delete=models.PROTECT, help_text="merged into this one")
    claimant = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="claims", help_text="may claim this guest's points"
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "-id"])]


class Identity(models.Model):
    """One way a store recognises a member. E-mail addresses stand here only as keyed hashes."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer"
        EMAIL = "email"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "shop", "kind", "value"], name="recognised_once")
        ]
