"""The points book. Written only through loyalty.ledger.book; PostgreSQL itself refuses the rest.

Keys to other tables have an index only where rows are looked for by them alone: every index costs each row something.
Whatever a member can hold is a currency: points, stamps, a badge, a reward to claim. Amounts are whole: what a member
has is positive, what the shop owes for it negative; entries of a transaction, all of one currency, sum to zero.
"""

from django.db import models
from django.db.models import F, Q

from loyalty.engine.lots import POINTS
from loyalty.ledger.closed import ClosedDay, ClosedUntil, StillOpen  # noqa: F401 - tables are looked for here
from loyalty.ledger.proven import ProofRun, Seal  # noqa: F401 - these too
from loyalty.members.models import Member
from loyalty.shops.models import Programme, Shop

LIMIT = 10**12  # law S8


def currency_field() -> "models.CharField[str, str]":
    """What the amounts of the row are of. All rows of a transaction share it."""
    return models.CharField(max_length=60, default=POINTS, db_default=POINTS)


class Account(models.TextChoices):
    """A member's accounts, then the shop's."""

    PENDING = "pending"
    AVAILABLE = "available"
    RESERVED = "reserved"
    DEBT = "debt"
    ISSUED = "issued"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    REVERSED = "reversed"
    ADJUSTED = "adjusted"
    FORFEITED = "forfeited"
    WRITEOFF = "writeoff"
    CLEARING = "clearing"


MEMBER_ACCOUNTS = (Account.PENDING, Account.AVAILABLE, Account.RESERVED, Account.DEBT)


class Award(models.Model):
    """What one rule gives for one fact, and how that stands now: posted or refused, with its reason."""

    class Outcome(models.TextChoices):
        AWARDED = "awarded"
        ZERO = "zero"
        INELIGIBLE = "ineligible"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, db_index=False)
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="awards", db_index=False
    )
    currency = currency_field()
    source = models.CharField(max_length=80, help_text="order:ID, joined:ID …")
    rule = models.CharField(max_length=64, help_text="the rule's id; '-' when no rule could be asked")
    version = models.PositiveIntegerField(help_text="programme version; 0 when none was live")
    posted = models.BigIntegerField(default=0, help_text="points the book holds for this award")
    written_off = models.BigIntegerField(default=0)
    expired = models.BigIntegerField(db_default=0, help_text="points of it that expired unspent")
    steps = models.PositiveIntegerField(default=0, help_text="transactions so far")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    available_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    reason = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "shop", "source", "rule"], name="awarded_once"),
            models.CheckConstraint(condition=Q(posted__gte=0, posted__lte=LIMIT), name="posted_in_bounds"),
        ]
        indexes = [models.Index(fields=["member", "-effective_at"])]


class Transaction(models.Model):
    """A set of entries that sum to zero, with one business key and one reason."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_index=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.PROTECT, db_index=False, help_text="the sponsor who owes for it"
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="transactions", db_index=False
    )
    award = models.ForeignKey(Award, null=True, on_delete=models.PROTECT, related_name="transactions")
    currency = currency_field()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160)
    source = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    actor = models.CharField(max_length=200)
    reason = models.JSONField()
    effective_at = models.DateTimeField()
    posted_at = models.DateTimeField(help_text="when the book was opened for it, by the database's clock")
    keeps_until = models.DateTimeField(
        null=True, help_text="keeps all the member has of the currency alive until then"
    )
    link = models.BinaryField(
        max_length=32, db_default=b"", help_text="seals the row and the member's one before it; see chain"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="posted_once"),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(source="") & ~Q(actor="") & ~Q(kind=""), name="names_its_origin"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"]),
            models.Index(fields=["programme", "posted_at"], name="transaction_by_posting"),
        ]


class Entry(models.Model):
    """One leg of a transaction."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="entries")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, db_index=False)
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    currency = currency_field()
    account = models.CharField(max_length=10, choices=Account.choices)
    amount = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=-LIMIT, amount__lte=LIMIT) & ~Q(amount=0), name="entry_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(member=None) ^ Q(account__in=MEMBER_ACCOUNTS), name="member_accounts_have_members"
            ),
        ]
        indexes = [models.Index(fields=["member", "account"], include=["amount"], name="entry_by_member")]


class Lot(models.Model):
    """One credit with its own dates. `remaining` follows from its moves; only the database changes it."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="lots")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="lots")
    award = models.ForeignKey(Award, null=True, on_delete=models.PROTECT, related_name="lots")
    currency = currency_field()
    account = models.CharField(max_length=10, choices=[("pending", "pending"), ("available", "available")])
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField()
    earned_at = models.DateTimeField()
    available_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=LIMIT, remaining__gte=0, remaining__lte=F("amount")),
                name="lot_in_bounds",
            )
        ]
        indexes = [
            models.Index(
                fields=["member", "expires_at", "earned_at", "id"],
                condition=Q(remaining__gt=0),
                name="lot_open",
            ),
            models.Index(
                fields=["available_at"], condition=Q(remaining__gt=0, account="pending"), name="lot_held"
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(remaining__gt=0, account="available", expires_at__isnull=False),
                name="lot_ending",
            ),
        ]


class LotMove(models.Model):
    """Points taken from a lot (negative) or put back into it."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="lot_moves")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="moves")
    amount = models.BigIntegerField()


class Balance(models.Model):
    """A member's purse of one currency: one cached figure per account, kept by the database from the entries."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="balances", db_index=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    currency = currency_field()
    pending = models.BigIntegerField(default=0)
    available = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    debt = models.BigIntegerField(default=0, help_text="zero or negative")
    transactions = models.BigIntegerField(db_default=0)
    keeps_until = models.DateTimeField(null=True, help_text="without activity all of it ends then")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "currency"], name="one_purse"),  # and index
            models.CheckConstraint(
                condition=Q(pending__gte=0, available__gte=0, reserved__gte=0, debt__lte=0),
                name="no_overdraft",
            ),
        ]
        indexes = [
            models.Index(
                fields=["keeps_until"],
                condition=Q(available__gt=0, keeps_until__isnull=False),
                name="balance_ending",
            ),
            models.Index(
                fields=["programme", "member"],
                condition=Q(currency__startswith="reward:") & (Q(available__gt=0) | Q(debt__lt=0)),
                name="reward_waiting",
            ),
        ]


class Spend(models.Model):
    """Points that left for one redemption: reserved, then used or released; the entries say the rest."""

    class State(models.TextChoices):
        RESERVED = "reserved"
        USED = "used"
        RELEASED = "released"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="spends")
    currency = currency_field()
    key = models.CharField(max_length=80)
    points = models.BigIntegerField()
    returned = models.BigIntegerField(default=0, help_text="points that came back")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RESERVED)
    order = models.CharField(
        max_length=64, blank=True, help_text="the platform's id of the order they paid for"
    )
    reserved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "key"], name="spent_once"),
            models.CheckConstraint(
                condition=Q(points__gt=0, points__lte=LIMIT, returned__gte=0, returned__lte=F("points")),
                name="spend_in_bounds",
            ),
        ]
        indexes = [models.Index(fields=["shop", "order"], condition=~Q(order=""), name="spend_by_order")]


class ExpiryNotice(models.Model):
    """A member was to be told, and was (`sent_at`), that points planned to end by `up_to` will end."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="expiry_notices", db_index=False
    )
    currency = currency_field()
    days = models.PositiveIntegerField(help_text="it is the notice of so many days before")
    up_to = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="when the first of them ends")
    points = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "currency", "days", "up_to"], name="noticed_once")
        ]
        indexes = [models.Index(fields=["programme"], condition=Q(sent_at=None), name="notice_unsent")]
