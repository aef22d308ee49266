"""When points earned at a moment end: kept for the day that was asked about last, for orders come day by day."""

from datetime import datetime

from loyalty.engine.calendar import end_is_even, even_day
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
