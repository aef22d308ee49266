"""The ladder in words: one sentence for what counts, one line for each level."""

from dataclasses import dataclass
from decimal import Decimal

from babel.dates import get_month_names
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.engine.document import Document
from loyalty.engine.tiers import Amounts, Level, Tiers
from loyalty.ledger.words import locale, points
from loyalty.panel.parts.about import About
from loyalty.panel.parts.words import listed, money
from loyalty.programmes.rule_words import reward_title


@dataclass(frozen=True, slots=True)
class Rung:
    """One level in words."""

    id: str
    title: str
    reached: str
    brings: list[str]


def rungs(tiers: Tiers, about: About) -> list[Rung]:
    return [
        Rung(one.id, one.title or one.id, _reached(tiers, one, n, about), brings(one, about.document))
        for n, one in enumerate(tiers.levels)
    ]


def _reached(tiers: Tiers, level: Level, place: int, about: About) -> str:
    if place == 0:
        return _("Everybody begins here")
    reach = _thresholds(tiers, level.at, about)
    told = _("from %(amounts)s") % {"amounts": reach}
    if level.retain is None or level.retain == level.at:
        return told
    return told + _(", kept with %(amounts)s") % {"amounts": _thresholds(tiers, level.retain, about)}


def _thresholds(tiers: Tiers, at: Decimal | Amounts, about: About) -> str:
    pairs = zip(tiers.measures, tiers.thresholds(at), strict=True)
    return listed([_amount(measure, amount, about) for measure, amount in pairs], tiers.need)


def _amount(measure: str, amount: Decimal, about: About) -> str:
    if measure == "spend":
        return _("%(amount)s spent") % {"amount": money(amount, about)}
    n = int(amount)
    if measure == "points":
        return _("%(points)s earned") % {"points": points(n, about.document.points)}
    number = format_decimal(n, locale=locale())
    if measure == "orders":
        return ngettext("%(number)s order", "%(number)s orders", n) % {"number": number}
    return ngettext("%(number)s activity", "%(number)s activities", n) % {"number": number}


def brings(level: Level, document: Document) -> list[str]:
    """What the level gives: points, gift, perks."""
    said = []
    if level.multiplier != 1:
        factor = format_decimal(level.multiplier, locale=locale())
        said.append(_("Points × %(factor)s") % {"factor": factor})
    if level.entry_reward:
        said.append(_("Gift: %(title)s") % {"title": reward_title(document, level.entry_reward)})
    for perk in level.perks:
        title = perk.title or perk.id
        if perk.quota:
            title = _("%(perk)s, %(n)s ×") % {"perk": title, "n": perk.quota}
        said.append(title)
    return said


def counted(tiers: Tiers) -> str:
    """In which time things count."""
    window = tiers.window
    if window.rolling_months:
        n = window.rolling_months
        return ngettext("Counted over the last %(n)s month", "Counted over the last %(n)s months", n) % {
            "n": n
        }
    if window.programme_year:
        year = window.programme_year
        month = get_month_names("wide", locale=locale())[year.month]
        return _("Counted by the year that begins on %(day)s %(month)s") % {"day": year.day, "month": month}
    return _("Counted by the calendar year") if window.calendar_year else _("Counted since joining")
