"""Days that come back every year: which date they fall on, and when it begins by the shop's clock."""

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Yearly = Literal["birthday", "anniversary"]
MonthDay = tuple[int, int]
YEARLY: tuple[Yearly, ...] = ("birthday", "anniversary")
LEAP_DAY: MonthDay = (2, 29)
_A_LEAP_YEAR = 2000


def is_month_day(month: int, day: int) -> bool:
    """Whether some year has such a day."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(_A_LEAP_YEAR, month)[1]


def falling_on(day: date) -> tuple[MonthDay, ...]:
    """Whose yearly day it is; who was born on 29 February celebrates on the 28th in other years."""
    own = (day.month, day.day)
    return (own, LEAP_DAY) if own == (2, 28) and not isleap(day.year) else (own,)


def local_day(at: datetime, timezone: str) -> date:
    """The date on the shop's calendar."""
    return at.astimezone(ZoneInfo(timezone)).date()


def begins(day: date, timezone: str) -> datetime:
    """The local midnight with which a day begins, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def ends(day: date, timezone: str) -> datetime:
    """The local midnight that is no longer part of the day."""
    return begins(day + timedelta(days=1), timezone)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    for count in range((last - first).days + 1):
        yield first + timedelta(days=count)


def source(on: Yearly, member: int, year: int) -> str:
    """What an award of that day names as its cause; one a year, whatever the date is corrected to."""
    return f"{on}:{member}:{year}"
