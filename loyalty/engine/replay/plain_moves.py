"""What nearly always happens to a purse, without the moves that books would keep of it.

Nobody owes anything here: in whatever order holds end and lots expire, the same is left. The purse does everything
else itself; law I6 holds the two against each other.
"""

from collections.abc import Iterator
from datetime import datetime
from heapq import heappop

from loyalty.engine.expiry import Clock
from loyalty.engine.holdings import Dates
from loyalty.engine.lots import Lot, LotAccount
from loyalty.engine.purse import Purse
from loyalty.engine.replay.person import Hold


def credit(
    purse: Purse,
    numbers: Iterator[int],
    points: int,
    dates: Dates,
    until: datetime | None,
    *,
    award: int,
    shop: int,
    now: datetime,
) -> Lot:
    """Gives all of an award in one lot; `until` the deed keeps all points alive."""
    earned_at, available_at, expires_at = dates
    held = available_at > now
    account: LotAccount = "pending" if held else "available"
    lot = Lot(next(numbers), account, points, points, earned_at, available_at, expires_at, award, shop)
    purse.add(lot)
    if held:
        purse.pending += points
    else:
        purse.available += points
    if until is not None and (purse.keeps_until is None or until > purse.keeps_until):
        purse.keeps_until = until
    return lot


def end_holds(held: list[Hold], numbers: Iterator[int], now: datetime) -> None:
    """Held lots become available: the same lot with the number that a new one would have. `held` is a heap."""
    while held and held[0][0] <= now:
        _, _, purse, lot = heappop(held)
        if lot.remaining and lot.account == "pending":
            points = lot.remaining
            lot.id, lot.account, lot.amount = next(numbers), "available", points
            purse.pending -= points
            purse.available += points
            purse.spendable(lot)


def expire(purse: Purse, clock: Clock, now: datetime) -> list[tuple[int, int]]:
    """Ends the lots whose time has come: (award, points) of each."""
    lives = purse.keeps_until is None or purse.keeps_until > now  # only a lot's own end can have come
    ended: list[tuple[int, int]] = []
    for lot in purse.lots:
        if lives and (lot.expires_at is None or lot.expires_at > now):
            continue
        if lot.remaining and lot.account == "available" and purse.ends(lot, clock, now):
            ended.append((lot.award, lot.remaining))
            purse.available -= lot.remaining
            lot.remaining = 0
    return ended
