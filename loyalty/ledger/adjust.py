"""Staff give or take points, with a reason that the member can read."""

from datetime import datetime

from loyalty.engine.expiry import Clock
from loyalty.engine.lots import Moves
from loyalty.engine.purse import Purse
from loyalty.ledger.book import open_book, posted_keys
from loyalty.ledger.posting import Posting
from loyalty.shops.models import Shop


class NotEnough(ValueError):
    """More points were to be taken than are there; `available` says how many could be."""

    def __init__(self, available: int) -> None:
        super().__init__(f"only {available} points are available")
        self.available = available


def adjust(
    *,
    shop: Shop,
    member_id: int,
    points: int,
    why: str,
    actor: str,
    key: str,
    version: int,
    clock: Clock,
    now: datetime,
    code: str = "adjustment",
) -> bool:
    """Posts `points` (positive or negative, not 0) once per `key`; False when that key was posted before.

    Raises NotEnough, and ValueError for 0 points or an empty reason.
    """
    if not points or not why.strip():
        raise ValueError("an adjustment needs points and a reason")
    full_key = f"{shop.pk}:adjust:{key}"
    with open_book(programme_id=shop.programme_id, member_ids=(member_id,), clock=clock, now=now) as book:
        if posted_keys(programme_id=shop.programme_id, keys=(full_key,)):
            return False
        posting = Posting(
            shop_id=shop.pk,
            member_id=member_id,
            kind=code,
            key=full_key,
            source=f"adjust:{key}",
            version=version,
            actor=actor,
            reason={"code": code, "points": points, "why": why.strip()},
            effective_at=now,
        )
        book.record(posting, _moves(book.purse(member_id), shop, points, clock, now))
    return True


def _moves(purse: Purse, shop: Shop, points: int, clock: Clock, now: datetime) -> Moves:
    if points > 0:
        expiry = clock.expiry(now)
        return purse.credit(
            points,
            against="adjusted",
            now=now,
            earned_at=now,
            available_at=now,
            expires_at=expiry.lot_ends(now, shop.timezone) if expiry else None,
            keeps_until=expiry.kept_until(now, shop.timezone) if expiry else None,
            shop=shop.pk,
        )
    if -points > purse.available:
        raise NotEnough(purse.available)
    return purse.take(-points, against="adjusted")
