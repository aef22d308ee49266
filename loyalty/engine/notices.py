"""Which notices of points about to end are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.engine.expiry import Clock
from loyalty.engine.purse import Purse


@dataclass(frozen=True, slots=True)
class Due:
    """`points` end by `up_to` (planned ends), at `at` on the clock; it is the notice of `days` before."""

    days: int
    up_to: datetime
    at: datetime
    points: int


def notice_due(
    purse: Purse, *, told: Iterable[tuple[int, datetime]], clock: Clock, now: datetime
) -> Due | None:
    """The notice to record now, if any. `told` are the notices recorded before as (days, up to).

    The nearest window speaks for the farther ones; points that were named in a window are not named in it again.
    """
    expiry = clock.expiry(now)
    if expiry is None:
        return None
    known = list(told)
    ending = list(_ending(purse, clock, now))
    for days in sorted(expiry.notice_days):
        named = max((up_to for window, up_to in known if window <= days), default=None)
        within = [one for one in ending if one[1] <= now + timedelta(days=days)]
        if any(named is None or planned > named for planned, _, _ in within):
            return Due(
                days=days,
                up_to=max(planned for planned, _, _ in within),
                at=min(ends for _, ends, _ in within),
                points=sum(points for _, _, points in within),
            )
    return None


def _ending(purse: Purse, clock: Clock, now: datetime) -> Iterable[tuple[datetime, datetime, int]]:
    """(planned end, expected end, points) of every available lot that is to end at all."""
    for lot in purse.lots:
        planned, ends = purse.planned_end(lot), purse.expected_end(lot, clock, now)
        if planned is not None and ends is not None:
            yield planned, ends, lot.remaining
