"""Staff give or take points, with a reason that the member can read."""

from datetime import datetime

from loyalty.engine.purse import Moves, Purse
from loyalty.ledger.book import Posting, open_book, posted_keys
from loyalty.ledger.hold import mature
from loyalty.shops.models import Shop


class NotEnough(ValueError):
    """More points were to be taken than are there; `available` says how many could be."""

    def __init__(self, available: int) -> None:
        super().__init__(f"only {available} points are available")
        self.available = available


def adjust(
    *, shop: Shop, member_id: int, points: int, why: str, actor: str, key: str, version: int, now: datetime
) -> bool:
    """Posts `points` (positive or negative, not 0) once per `key`; False when that key was posted before.

    Raises NotEnough, and ValueError for 0 points or an empty reason.
    """
    if not points or not why.strip():
        raise ValueError("an adjustment needs points and a reason")
    full_key = f"{shop.pk}:adjust:{key}"
    with open_book(programme_id=shop.programme_id, member_ids=(member_id,), now=now) as book:
        if posted_keys(programme_id=shop.programme_id, keys=(full_key,)):
            return False
        mature(book, member_id)
        posting = Posting(
            shop_id=shop.pk,
            member_id=member_id,
            kind="adjustment",
            key=full_key,
            source=f"adjust:{key}",
            version=version,
            actor=actor,
            reason={"code": "adjustment", "points": points, "why": why.strip()},
            effective_at=now,
        )
        book.record(posting, _moves(book.purse(member_id), shop.pk, points, now))
    return True


def _moves(purse: Purse, shop_id: int, points: int, now: datetime) -> Moves:
    if points > 0:
        return purse.credit(
            points, against="adjusted", now=now, earned_at=now, available_at=now, shop=shop_id
        )
    if -points > purse.available:
        raise NotEnough(purse.available)
    return purse.take(-points, against="adjusted")
