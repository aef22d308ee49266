"""Dates as the shop's wall clock counts them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def plus_days(at: datetime, days: int, timezone: str) -> datetime:
    """The same wall-clock time `days` later in the shop's time zone, in UTC.

    A day may have 23 or 25 hours; a time the clock jumps over becomes the one after the jump.
    """
    local = at.astimezone(ZoneInfo(timezone))
    return (local.replace(fold=0) + timedelta(days=days)).astimezone(UTC) if days else at
