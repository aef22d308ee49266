"""The time that counts towards a tier: windows, grace and pauses, by the shop's own calendar.

Every period is half-open and ends with a day of the shop, at midnight; one in which the shop was gone lasts longer
by that time (law X7).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from loyalty.engine.calendar import add_months, end_of, plus_days

Pauses = Sequence[tuple[datetime, datetime | None]]

EVER = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


def joined(paused: Pauses, at: datetime) -> list[tuple[datetime, datetime]]:
    """Pauses as they were known at `at`, in order and without overlap; NEVER ends the one that lasted then."""
    known = sorted(
        (gone, NEVER if back is None or back > at else back) for gone, back in paused if gone <= at
    )
    merged: list[tuple[datetime, datetime]] = []
    for gone, back in known:
        if merged and gone <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(back, merged[-1][1]))
        else:
            merged.append((gone, back))
    return merged


@dataclass(slots=True)
class ShopTime:
    """The shop's calendar, and the times in which its clock stood still (from `joined`)."""

    timezone: str
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    zone: ZoneInfo = field(init=False)
    _midnights: dict[tuple[date, int], datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.timezone)

    def midnight(self, day: date) -> datetime:
        """The beginning of a day."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def stretched(self, since: datetime, planned: datetime) -> datetime:
        """The end of a period planned to last from `since` to `planned`; NEVER while the clock stands still."""
        for gone, back in self.pauses:
            if back <= since or gone >= planned:
                continue
            if back == NEVER:
                return NEVER
            planned += back - max(gone, since)
        return planned

    def months_later(self, since: datetime, months: int) -> datetime:
        """The end of the day so many months later: 31 January and one month end with 28 February."""
        key = (self.day(since), months)
        if key not in self._midnights:
            self._midnights[key] = self.midnight(add_months(*key) + timedelta(days=1))
        return self.stretched(since, self._midnights[key])

    def grace_ends(self, since: datetime, days: int) -> datetime:
        """The end of the day so many days later; no days, no grace. A grace that begins at midnight has `days` days."""
        if not days or since == NEVER:
            return since
        planned = plus_days(since, days, self.timezone)
        if planned != self.midnight(self.day(planned)):
            planned = end_of("day", planned, self.timezone)
        return self.stretched(since, planned)


@dataclass(frozen=True, slots=True)
class Span:
    """A window: amounts from `start` on count until `ends`, and still keep a level until `keeps`."""

    start: datetime
    ends: datetime
    keeps: datetime


def years(
    clock: ShopTime, start: tuple[int, int], first: datetime, last: datetime, follow: bool
) -> list[Span]:
    """The years, beginning on `start` (month, day), from that of `first` to enough after `last` to look ahead.

    A year with a pause in it overlaps the next: it ends later, yet the next begins on its day, so none is short.
    With `follow` a year keeps what it reached until the next one has ended.
    """
    gone = sum((back - away for away, back in clock.pauses if back != NEVER), timedelta())
    count = range(clock.day(first).year - 1, clock.day(last).year + 6 + gone.days // 365)
    starts = [clock.midnight(date(year, *start)) for year in count]
    ends = [clock.stretched(since, planned) for since, planned in pairwise(starts)]
    keeps = ends[1:] if follow else ends
    return [Span(*span) for span in zip(starts, ends, keeps, strict=False)]
