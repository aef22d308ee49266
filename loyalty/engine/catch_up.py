"""What the clock does to a purse by itself, in the order of time: holds end, lots expire.

Because the events are worked in the order of their own times, it makes no difference whether somebody looks every
minute, once a month, or only when the member comes to spend (laws X1, X2).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from loyalty.engine.expiry import Clock
from loyalty.engine.lots import Lot, Moves
from loyalty.engine.purse import Purse


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened by itself at `at`, to `lots`."""

    kind: Literal["hold_end", "expiry"]
    at: datetime
    lots: list[Lot]
    moves: Moves


def expired_awards(moves: Moves) -> Counter[int]:
    """How many points of which award an expiry took; what came from no award is not named."""
    sums: Counter[int] = Counter()
    for lot, amount in moves.used:
        if lot.award:
            sums[lot.award] -= amount
    return sums


def catch_up(purse: Purse, *, clock: Clock, now: datetime) -> Iterator[Event]:
    """Brings the purse up to `now`, one event at a time."""
    if not something_ends(purse, now):
        for lot in _due(purse, now):
            yield Event("hold_end", lot.available_at, [lot], purse.release_hold(lot))
        return
    while event := _next(purse, clock, now):
        yield event


def something_ends(purse: Purse, now: datetime) -> bool:
    """Whether the planned end of any lot has come."""
    if purse.keeps_until is not None and purse.keeps_until <= now:
        return True
    ends = [lot.expires_at for lot in purse.lots if lot.remaining and lot.expires_at is not None]
    return bool(ends) and min(ends) <= now


def _due(purse: Purse, now: datetime) -> list[Lot]:
    """Lots whose hold has ended, in the order of time."""
    due = [
        lot for lot in purse.lots if lot.account == "pending" and lot.available_at <= now and lot.remaining
    ]
    if len(due) > 1:
        due.sort(key=turn)
    return due


def turn(lot: Lot) -> tuple[datetime, tuple[datetime, datetime, int]]:
    """Whose hold ends first."""
    return (lot.available_at, lot.order)


def _next(purse: Purse, clock: Clock, now: datetime) -> Event | None:
    """A lot that is held ends its hold first, even where both moments have passed."""
    due = _due(purse, now)
    ending: dict[tuple[datetime, int], list[Lot]] = {}
    lives = purse.keeps_until is None or purse.keeps_until > now  # only a lot's own end can have come
    for lot in purse.lots:
        if not lot.remaining or lot.account == "pending":
            continue
        if lives and (lot.expires_at is None or lot.expires_at > now):
            continue
        if ends := purse.ends(lot, clock, now):
            ending.setdefault((ends, lot.shop), []).append(lot)
    first = min(ending, default=None)
    if due and (first is None or due[0].available_at <= first[0]):
        return Event("hold_end", due[0].available_at, [due[0]], purse.release_hold(due[0]))
    if first is not None:
        lots = sorted(ending[first], key=lambda lot: lot.order)
        return Event("expiry", first[0], lots, purse.expire(lots))
    return None
