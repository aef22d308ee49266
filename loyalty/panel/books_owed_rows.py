"""The lines of the tables of points that wait, in words, with days and with what they are worth."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from loyalty.common.money import exponent
from loyalty.engine.calendar import add_months
from loyalty.engine.document import Document
from loyalty.engine.lots import POINTS
from loyalty.insight.worth import minor_of, worth
from loyalty.ledger.owed import AGES, ENDS, OVER, Held, Owed
from loyalty.panel.templatetags.panel import quarter_name

AGE_WORDS = dict(
    zip(
        AGES,
        (
            _("Up to 30 days ago"),
            _("31 to 90 days ago"),
            _("91 to 180 days ago"),
            _("181 to 365 days ago"),
            _("More than a year ago"),
        ),
        strict=True,
    )
)
END_WORDS = dict(
    zip(
        (*ENDS, None),
        (
            _("Over, not yet taken away"),
            _("Within 30 days"),
            _("In 31 to 90 days"),
            _("In 91 to 365 days"),
            _("In more than a year"),
            _("No last day"),
        ),
        strict=True,
    )
)
ASIDE, BACK = _("Set aside for rewards under way"), _("Owed back by members")


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `first` and `last` are the days it goes from and to, both included; `minor` what it is worth."""

    name: str
    held: Held
    first: date | None = None
    last: date | None = None
    minor: int | None = None


def each(document: Document | None, currency: str, money: str) -> Fraction | None:
    """Minor units for one of that currency; None where the programme does not say."""
    if document is None:
        return None
    if currency == POINTS:
        return worth(document, money)
    values = [one.value for one in document.currencies if one.id == currency]
    return Fraction(values[0]) * 10 ** exponent(money) if values and values[0] is not None else None


def by_age(found: Owed, value: Fraction | None) -> list[Row]:
    """The youngest first."""
    rows = [
        Row(str(AGE_WORDS[span]), held, _before(found.today, span[1]), _before(found.today, span[0]))
        for span, held in found.ages.items()
    ]
    return _priced([*rows, *_ageless(found.whole)], value)


def by_end(found: Owed, value: Fraction | None) -> list[Row]:
    """The soonest first; what is over only where there is some."""
    rows = [
        Row(
            str(END_WORDS[span]),
            held,
            _after(found.today, span[0]) if span else None,
            _after(found.today, span[1]) if span else None,
        )
        for span, held in found.ends.items()
        if span != OVER or held != Held()
    ]
    return _priced([*rows, *_ageless(found.whole)], value)


def by_quarter(found: Owed, value: Fraction | None) -> list[Row]:
    """The newest members first."""
    rows = [
        Row(quarter_name(day), held, day, add_months(day, 3) - timedelta(days=1))
        for day, held in found.quarters.items()
    ]
    return _priced(rows, value)


def _ageless(whole: Held) -> list[Row]:
    rows = ((ASIDE, Held(reserved=whole.reserved)), (BACK, Held(debt=whole.debt)))
    return [Row(str(name), held) for name, held in rows if held.points]


def _priced(rows: list[Row], value: Fraction | None) -> list[Row]:
    """Cents are shared out so that the lines add up to what all points together are worth."""
    if value is None:
        return rows
    found, points, before = [], 0, 0
    for row in rows:
        points += row.held.points
        minor = minor_of(points * value)
        found.append(replace(row, minor=minor - before))
        before = minor
    return found


def _before(today: date, days: int | None) -> date | None:
    return None if days is None else today - timedelta(days=days)


def _after(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)
