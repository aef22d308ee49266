"""Lines of the books as happenings."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Q, Sum

from loyalty.common.sealed import seal
from loyalty.engine.lots import POINTS
from loyalty.ledger.expired import REINSTATED
from loyalty.ledger.models import Entry, Transaction
from loyalty.ledger.statement import OWN
from loyalty.notices.happening import Happening

TABLE = "ledger_transaction"
NEWS = timedelta(days=3)  # what a launch pays for last year's orders is no news
GIFTS = ("birthday:", "anniversary:")
LETTERS = {
    "award": "earned",
    "hold_end": "available",
    "adjustment": "given",
    REINSTATED: "given",
    "clawback": "taken_back",
    "expiry": "expired",
}
TOPICS = {
    "award": "points.earned",
    "hold_end": "points.available",
    "adjustment": "points.earned",
    REINSTATED: "points.earned",
    "clawback": "points.reversed",
    "expiry": "points.expired",
}


def happened(after: int, up_to: int) -> Iterable[Happening]:
    """What changed members' points, or anything else they collect but badges and rewards."""
    rows = Transaction.objects.filter(
        pk__gt=after, pk__lte=up_to, kind__in=LETTERS, member__isnull=False, member__erased_at=None
    )
    found = list(rows.exclude(currency__contains=":").order_by("pk"))
    changed = _changed(found)
    for row in found:
        yield Happening(
            shop_id=row.shop_id,
            member_id=row.member_id or 0,
            at=row.effective_at,
            key=str(row.pk),
            letter=_letter(row),
            facts={"transaction": row.pk},
            topic=_topic(row),
            data={
                "member": seal("mem", row.programme_id, row.member_id or 0),
                "transaction": seal("txn", row.programme_id, row.pk),
                "currency": row.currency,
                "points": changed.get(row.pk, 0),
                "source": row.source,
                "why": row.reason.get("code", ""),
            },
        )


def _changed(rows: Sequence[Transaction]) -> dict[int, int]:
    """What each changed: of what the member can spend at the end of a hold, else of all they have."""
    held = [row.pk for row in rows if row.kind == "hold_end"]
    of = Q(account__in=OWN) & ~Q(transaction__in=held) | Q(account="available", transaction__in=held)
    sums = Entry.objects.filter(of, transaction__in=[row.pk for row in rows]).values_list("transaction_id")
    return dict(sums.annotate(Sum("amount")).order_by())


def _topic(row: Transaction) -> str:
    if row.kind == "adjustment" and row.reason.get("points", 0) < 0:
        return "points.reversed"
    return TOPICS[row.kind]


def _letter(row: Transaction) -> str:
    if row.kind == "adjustment" and row.reason.get("points", 0) < 0:
        return "taken_back"
    if row.kind == "award":
        if row.currency != POINTS or row.effective_at < row.posted_at - NEWS:
            return ""
        if row.reason.get("code") == "referral_advocate":
            return "friend_counts"
        return "birthday" if row.source.startswith(GIFTS) else "earned"
    return LETTERS[row.kind]
