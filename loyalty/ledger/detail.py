"""What lies behind a line of a member's history: the lots it opened, drew on and refilled."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.ledger.models import Lot, LotMove


@dataclass(frozen=True, slots=True)
class Touched:
    """A lot opened with `points`, or changed by them (negative: taken from it)."""

    lot: int
    opened: bool
    account: str
    points: int
    earned_at: datetime
    expires_at: datetime | None


def lots_touched(*, programme_id: int, transactions: Sequence[int]) -> dict[int, list[Touched]]:
    """By transaction, in the order of the books."""
    found: dict[int, list[Touched]] = defaultdict(list)
    moves = LotMove.objects.filter(programme_id=programme_id, transaction_id__in=transactions)
    for move in moves.select_related("lot").order_by("pk"):
        found[move.transaction_id].append(_touched(move.lot, move.amount, opened=False))
    opened = Lot.objects.filter(programme_id=programme_id, transaction_id__in=transactions)
    for lot in opened.order_by("pk"):
        found[lot.transaction_id].append(_touched(lot, lot.amount, opened=True))
    return found


def _touched(lot: Lot, points: int, *, opened: bool) -> Touched:
    return Touched(lot.pk, opened, lot.account, points, lot.earned_at, lot.expires_at)
