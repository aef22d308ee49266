"""Lines of the books as happenings."""

from collections.abc import Iterable
from datetime import timedelta

from loyalty.engine.lots import POINTS
from loyalty.ledger.expired import REINSTATED
from loyalty.ledger.models import Transaction
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


def happened(after: int, up_to: int) -> Iterable[Happening]:
    """What changed members' points, or anything else they collect but badges and rewards."""
    rows = Transaction.objects.filter(
        pk__gt=after, pk__lte=up_to, kind__in=LETTERS, member__isnull=False, member__erased_at=None
    )
    for row in rows.exclude(currency__contains=":").order_by("pk"):
        yield Happening(
            shop_id=row.shop_id,
            member_id=row.member_id or 0,
            at=row.effective_at,
            key=str(row.pk),
            letter=_letter(row),
            facts={"transaction": row.pk},
        )


def _letter(row: Transaction) -> str:
    if row.kind == "adjustment" and row.reason.get("points", 0) < 0:
        return "taken_back"
    if row.kind == "award":
        if row.currency != POINTS or row.effective_at < row.posted_at - NEWS:
            return ""
        return "birthday" if row.source.startswith(GIFTS) else "earned"
    return LETTERS[row.kind]
