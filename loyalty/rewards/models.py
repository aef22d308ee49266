"""Redemptions: what members had for their points, from the promise to the end, and how much is left on the shelf."""

from django.db import models
from django.db.models import Q

from loyalty.ledger.models import Spend
from loyalty.shops.models import Programme, Shop


class Redemption(models.Model):
    """One reward on its way to one member. The points, and whose they are, stand in the book's `spend`."""

    class State(models.TextChoices):
        RESERVED = "reserved", "reserved"
        ISSUED = "issued", "issued"
        USED = "used", "used"
        RELEASED = "released", "released"

    class Ending(models.TextChoices):
        """Why it is to end unused; the store is asked first whether it still can."""

        NOT = "", "not ending"
        UNDONE = "undone", "undone"
        EXPIRED = "expired", "expired"
        WITHDRAWN = "withdrawn", "withdrawn"
        TAKEN_BACK = "taken_back", "what it was given for was taken back"
        FAILED = "failed", "could not be made"
        KEPT = "kept", "used before it could be ended; its order is on its way"

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="redemptions", db_index=False)
    spend = models.OneToOneField(Spend, on_delete=models.PROTECT, related_name="redemption")
    public = models.CharField(max_length=22, unique=True, help_text="what the outside calls it")
    reward = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    version = models.PositiveIntegerField(help_text="of the programme; its terms never change for this one")
    amount = models.BigIntegerField(
        null=True, help_text="minor units of the shop's currency; of an exchange, the partner's units"
    )
    session = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RESERVED)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default=Ending.NOT)
    code = models.CharField(max_length=32, blank=True, help_text="chosen before the store is asked")
    external_id = models.CharField(max_length=120, blank=True, help_text="what the store calls it")
    tried_at = models.DateTimeField(null=True, help_text="the store may have it since")
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True, help_text="the code is dead from then on")
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True, help_text="in words, where it could not be made")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], condition=~Q(code=""), name="code_given_once"),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="redemption_by_shop"),
            models.Index(
                fields=["ends_at"],
                condition=Q(state="issued", ending="", ends_at__isnull=False),
                name="redemption_ending",
            ),
        ]


class Step(models.Model):
    """What befell a redemption, when, and by whom."""

    redemption = models.ForeignKey(Redemption, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)


class Stock(models.Model):
    """How many of a reward, or seats of one of its sessions, are handed out."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    reward = models.CharField(max_length=40)
    session = models.CharField(max_length=40, blank=True, help_text="empty: of the reward in all")
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "reward", "session"], name="one_shelf"),
            models.CheckConstraint(condition=Q(taken__gte=0), name="never_less_than_none"),
        ]


class CodePool(models.Model):
    """One discount of many codes in one store, for one set of a reward's terms."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="code_pools", db_index=False)
    terms = models.CharField(max_length=64, help_text="digest of what the store was asked for")
    public = models.CharField(max_length=22, help_text="part of its title in the store")
    code = models.CharField(
        max_length=32,
        help_text="the discount's first, never handed out: ending the last other leaves the discount",
    )
    external_id = models.CharField(max_length=120, blank=True, help_text="what the store calls it")
    tried_at = models.DateTimeField(null=True, help_text="the store may have it since")
    made_at = models.DateTimeField()
    made = models.PositiveIntegerField(default=0, help_text="how many codes the store took so far")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "terms"], name="one_pool_for_terms")]


class PoolCode(models.Model):
    """A code nobody has yet; its row goes when it is handed out. Written before the store is asked for it."""

    pool = models.ForeignKey(CodePool, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=32, unique=True)
    ready = models.BooleanField(default=False, help_text="the store took it")
