"""Figures, money and dates in words, in the active language and time zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, get_month_names
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import to_locale

from loyalty.common.money import major
from loyalty.common.speech import gettext, language, ngettext
from loyalty.engine.document import Points

Reason = dict[str, Any]
A_LEAP_YEAR = 2000
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """A line in words: what it is about, why in one sentence or two, and the sum worked step by step."""

    title: str
    why: str
    steps: list[str]


def locale() -> str:
    """The active language as Babel names it."""
    return str(_spoken(language()))


@lru_cache(maxsize=64)
def _spoken(language: str) -> Locale:
    return Locale.parse(to_locale(language))


# A page has the same figures many times, and Babel takes its time over each.
@lru_cache(maxsize=REMEMBERED)
def _number(count: int, language: str) -> str:
    return format_decimal(count, locale=_spoken(language))


@lru_cache(maxsize=REMEMBERED)
def _money(amount: int, currency: str, language: str) -> str:
    return format_currency(major(amount, currency), currency, locale=_spoken(language))


@lru_cache(maxsize=REMEMBERED)
def _per(amount: str, currency: str, language: str) -> str:
    """What points are given for: without decimals where it has none."""
    per = Decimal(amount)
    whole = per == per.to_integral_value()
    pattern = _without_decimals(language) if whole else None
    return format_currency(per, currency, locale=_spoken(language), currency_digits=not whole, format=pattern)


@lru_cache(maxsize=REMEMBERED)
def _date(one: date, language: str) -> str:
    return str(format_date(one, format="long", locale=_spoken(language)))


def points(count: int, names: Points) -> str:
    """'324 points', with the merchant's own word for them."""
    number = _number(count, language())
    if (names.one, names.many) == ("point", "points"):
        return ngettext("%(number)s point", "%(number)s points", abs(count)) % {"number": number}
    return f"{number} {names.one if abs(count) == 1 else names.many}"


def called(names: Points) -> tuple[str, str]:
    """The words for one and for several; ours follow the active language, the merchant's own stay."""
    if (names.one, names.many) == ("point", "points"):
        return gettext("point"), gettext("points")
    return names.one, names.many


def money(amount: int, currency: str) -> str:
    """Minor units to '$64.90'."""
    return _money(amount, currency, language())


def rate(reason_rate: list[Any], currency: str, names: Points) -> str:
    """'5 points per $1'."""
    text = _per(str(reason_rate[1]), currency, language())
    return gettext("%(points)s per %(amount)s") % {"points": points(reason_rate[0], names), "amount": text}


def _without_decimals(language: str) -> str:
    pattern = _spoken(language).currency_formats["standard"].pattern
    return str(pattern).split(";")[0].replace("0.00", "0")


def day(at: datetime) -> str:
    """'3 March 2026' in the active time zone."""
    return _date(timezone.localtime(at).date(), language())


def date_words(one: date) -> str:
    """'3 March 2026': a day of the shop's own calendar."""
    return _date(one, language())


def month_day(month: int, day: int) -> str:
    """'March 3', '3月3日': a day of every year."""
    return str(format_skeleton("MMMMd", date(A_LEAP_YEAR, month, day), locale=locale()))


def months() -> list[tuple[int, str]]:
    """The months by number and name, to choose from."""
    names = get_month_names("wide", context="stand-alone", locale=locale())
    return [(number, names[number]) for number in range(1, 13)]


def last_day(end: datetime) -> str:
    """The last day before a moment: what ends at midnight could be used the day before."""
    return day(end - timedelta.resolution)


def also(first: str, second: str) -> str:
    """Two sentences in a row; not every language puts a space between them."""
    return gettext("%(first)s %(second)s") % {"first": first, "second": second}
