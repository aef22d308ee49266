"""Dates as the shop's wall clock counts them.

Periods are half-open: the end of a day is the midnight that begins the next one. Answers are in UTC.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Period = Literal["day", "month", "quarter", "year"]
Span = Literal["day", "week", "month", "year", "life"]
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def plus_days(at: datetime, days: int, timezone: str) -> datetime:
    """The same wall-clock time `days` later in the shop's time zone, in UTC.

    A day may have 23 or 25 hours; a time the clock jumps over becomes the one after the jump.
    """
    local = at.astimezone(ZoneInfo(timezone))
    return (local.replace(fold=0) + timedelta(days=days)).astimezone(UTC) if days else at


def plus_months(at: datetime, months: int, timezone: str) -> datetime:
    """The same wall-clock time `months` later; the 31st of a shorter month is its last day."""
    local = at.astimezone(ZoneInfo(timezone)).replace(fold=0)
    day = add_months(local.date(), months)
    return datetime.combine(day, local.timetz()).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """31 January + 1 month = 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of(period: Period, at: datetime, timezone: str) -> datetime:
    """The local midnight that ends the day, month, quarter or year in which `at` lies."""
    zone = ZoneInfo(timezone)
    day = at.astimezone(zone).date()
    if period == "day":
        ends = day + timedelta(days=1)
    else:
        length = _MONTHS[period]
        first = day.replace(day=1, month=(day.month - 1) // length * length + 1)
        ends = add_months(first, length)
    return datetime.combine(ends, time(), zone).astimezone(UTC)


def end_after(period: Period, at: datetime, months: int, timezone: str) -> datetime:
    """end_of(period, plus_months(at, months)), which is nearly always the same for all of a day."""
    ends = _end_after_day(period, at.astimezone(ZoneInfo(timezone)).date(), months, timezone)
    return ends or end_of(period, plus_months(at, months, timezone), timezone)


def even_day(at: datetime, timezone: str) -> tuple[datetime, datetime] | None:
    """The shop's day in which `at` lies, half-open; None when the clock is changed on it or nearby."""
    zone = ZoneInfo(timezone)
    day = at.astimezone(zone).date()
    around = [datetime.combine(day + timedelta(days=days), time(), zone) for days in (-1, 0, 1, 2)]
    if len({moment.utcoffset() for moment in around}) > 1:
        return None
    return around[1].astimezone(UTC), around[2].astimezone(UTC)


def end_is_even(period: Period, at: datetime, months: int, timezone: str) -> bool:
    """Whether `end_after` is the same for all of the shop's day in which `at` lies."""
    day = at.astimezone(ZoneInfo(timezone)).date()
    return _end_after_day(period, day, months, timezone) is not None


@lru_cache(maxsize=4096)
def _end_after_day(period: Period, day: date, months: int, timezone: str) -> datetime | None:
    """For every time of a day; None where the clock jumps over midnight and it depends on the time."""
    later, zone = add_months(day, months), ZoneInfo(timezone)
    moments = [datetime.combine(later, clock, zone).astimezone(UTC) for clock in (time.min, time.max)]
    first, last = [end_of(period, one, timezone) for one in moments]
    return first if first == last else None


def span_of(span: Span, at: datetime, timezone: str) -> str:
    """A name for the day, week (from Monday), month or year in which `at` lies, such as "2026-W07"; "" for life."""
    if span == "life":
        return ""
    day = at.astimezone(ZoneInfo(timezone)).date()
    if span == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[span]]


def end_of_span(span: Span, at: datetime, timezone: str) -> datetime | None:
    """The local midnight that ends the span in which `at` lies; None for life."""
    if span == "life":
        return None
    if span != "week":
        return end_of(span, at, timezone)
    day = at.astimezone(ZoneInfo(timezone)).date()
    return datetime.combine(day + timedelta(days=7 - day.weekday()), time(), ZoneInfo(timezone)).astimezone(
        UTC
    )


def wall_clock(at: datetime, timezone: str) -> datetime:
    """What the shop's clock on the wall shows, without a zone."""
    return at.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
