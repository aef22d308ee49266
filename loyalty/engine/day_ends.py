"""When points earned at a moment end, or are held no longer: kept for the day that was asked about last, for orders
come day by day."""

from datetime import datetime, timedelta

from loyalty.engine.calendar import end_is_even, even_day, plus_days
from loyalty.engine.expiry import Expiry

Ends = tuple[datetime | None, datetime | None]  # of the lot; and until when earning it keeps all points alive
NEVER: Ends = (None, None)


class DayEnds:
    """Of the main currency of one document."""

    def __init__(self, expiry: Expiry | None) -> None:
        self._expiry = expiry
        self._last: tuple[str, datetime, datetime, Ends] | None = None

    def of(self, at: datetime, timezone: str) -> Ends:
        """The planned end, and until when points live on by the deed."""
        if self._expiry is None:
            return NEVER
        last = self._last
        if last is not None and last[0] == timezone and last[1] <= at < last[2]:
            return last[3]
        ends = self._expiry.lot_ends(at, timezone), self._expiry.kept_until(at, timezone)
        day = even_day(at, timezone)
        if day is not None and self._even(self._expiry, at, timezone):
            self._last = (timezone, *day, ends)
        return ends

    @staticmethod
    def _even(expiry: Expiry, at: datetime, timezone: str) -> bool:
        """Whether all moments of the day have these ends."""
        lengths = {expiry.months, expiry.inactive_months or expiry.months}
        return all(end_is_even(expiry.end_of, at, months, timezone) for months in lengths)


class DayHolds:
    """`plus_days`: the same wall-clock time so many days later."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[str, datetime, datetime, timedelta]] = {}

    def of(self, at: datetime, days: int, timezone: str) -> datetime:
        """In UTC."""
        if not days:
            return at
        last = self._last.get(days)
        if last is not None and last[0] == timezone and last[1] <= at < last[2]:
            return at + last[3]
        later = plus_days(at, days, timezone)
        day, then = even_day(at, timezone), even_day(later, timezone)
        if day is not None and then is not None and then[0] - day[0] == later - at:
            self._last[days] = (timezone, *day, later - at)
        return later
