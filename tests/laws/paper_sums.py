"""Dates and shares on paper; see paper."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.laws.oracle import Sale

ZONE = ZoneInfo("America/New_York")


def midnight_after(at: datetime, *, months: int = 0, days: int = 0) -> datetime:
    """The end of the local day so many months and days later."""
    day = later(at.astimezone(ZONE).date(), months) + timedelta(days=days + 1)
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def later(day: date, months: int) -> date:
    """The same day so many months later; where the month has no such day, its last one."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for last in (31, 30, 29, 28):
        with suppress(ValueError):
            return date(year, month, min(day.day, last))
    raise ValueError(f"no month is shorter than February: {year}-{month}")


def share_back(sale: Sale) -> Fraction:
    """How much of the goods went back."""
    if sale.cancelled:
        return Fraction(1)
    paid = sum(goods.paid for goods in sale.goods)
    if paid:
        kept = sum(
            max(0, goods.paid - goods.money_back - goods.paid * goods.removed // goods.quantity)
            for goods in sale.goods
        )
        return 1 - Fraction(max(0, kept - sale.other_back), paid)
    pieces = sum(goods.quantity for goods in sale.goods)
    return Fraction(sum(goods.returned + goods.removed for goods in sale.goods), pieces)
