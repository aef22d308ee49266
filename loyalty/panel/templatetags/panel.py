"""How figures, money and dates are written, in the reader's language and the shop's time zone."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal
from django import template
from django.utils import timezone, translation

from loyalty.common.money import major
from loyalty.engine.document import Points
from loyalty.ledger.words import called
from loyalty.panel.access import Visitor
from loyalty.panel.simulate_chart import SHADES

register = template.Library()
MINUS = "\u2212"


def locale() -> Locale:
    """Babel's locale for the active language."""
    return Locale.parse(translation.to_locale(translation.get_language() or "en"))


@register.filter
def number(value: int | Decimal) -> str:
    """1234 → 1,234"""
    return format_decimal(value, locale=locale()).replace("-", MINUS)


@register.filter
def many(names: Points) -> str:
    """The shop's word for several points."""
    return called(names)[1]


@register.filter
def signed(value: int) -> str:
    """Points as they move: +324, −50."""
    return f"+{number(value)}" if value > 0 else number(value)


@register.filter
def moved(value: int) -> str:
    """What came in, with its sign; a dash for nothing."""
    return signed(value) if value else "–"


@register.filter
def taken(value: int) -> str:
    """What went out: 50 → −50; a dash for nothing."""
    return signed(-value) if value else "–"


@register.filter
def month_name(value: date) -> str:
    """November 2026"""
    return format_skeleton("yMMMM", value, locale=locale())


@register.filter
def quarter_name(value: date) -> str:
    """Q4 2026"""
    return format_skeleton("yQQQ", value, locale=locale())


@register.filter
def money(value: int, currency: str) -> str:
    """Minor units: 6490, USD → $64.90"""
    return format_currency(major(value, currency), currency, locale=locale()).replace("-", MINUS)


@register.filter
def when(value: datetime | None) -> str:
    """Day and minute in the shop's time zone."""
    if not value:
        return ""
    return format_datetime(
        timezone.localtime(value), "d MMM y, HH:mm" if _latin() else "medium", locale=locale()
    )


@register.filter
def wall(value: datetime) -> str:
    """A time of the shop's own clock, without a zone."""
    return when(timezone.make_aware(value))


@register.filter
def day(value: datetime | date | None) -> str:
    """The day alone, in the shop's time zone."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_date(value, "d MMM y" if _latin() else "medium", locale=locale())


@register.filter
def last_day(end: datetime | None) -> str:
    """The last day before a moment: what ends at midnight could be used the day before."""
    return day(end and end - timedelta.resolution)


@register.filter
def short_day(value: date) -> str:
    """For axes: 4 Mar."""
    return format_date(value, "d MMM" if _latin() else "MMMd", locale=locale())


@register.filter
def short_month(value: date) -> str:
    """For axes: Mar 26."""
    return format_date(value, "MMM yy" if _latin() else "yyyyMMM", locale=locale())


@register.filter
def code_for(code: str, visitor: Visitor) -> str:
    """Whoever sees a whole code could spend it; who may not give anything away sees its end: …K7QX."""
    return code if visitor.may_change or not code else f"…{code[-4:]}"


@register.filter
def shade(value: int) -> int:
    """The colour of the value-th part of a stack."""
    return value % SHADES


def _latin() -> bool:
    return not (translation.get_language() or "en").startswith("zh")
