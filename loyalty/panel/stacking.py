"""How tier, membership and campaigns go together, shown on an example in all three ways."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.engine.combining import Multiplier, combine
from loyalty.engine.document import Document
from loyalty.engine.exact import rounded
from loyalty.ledger.words import locale, points

WAYS_TO_STACK = {
    "best": gettext_lazy("Only the highest counts"),
    "sum": gettext_lazy("What each adds is added up"),
    "multiply": gettext_lazy("All are multiplied"),
}
EXAMPLE = 100  # points before anything multiplies them


@dataclass(frozen=True, slots=True)
class Stacked:
    """One way and what the example comes to."""

    id: str
    title: str
    result: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Together:
    """`example` names what comes together."""

    example: str
    ways: list[Stacked]


def together(document: Document) -> Together:
    """The example takes the programme's own highest tier and campaigns, and makes up what is lacking."""
    named = _multipliers(document)
    told = _(", ").join(f"{title} × {_number(factor)}" for title, factor in named)
    multipliers: list[Multiplier] = [("campaign", title, factor) for title, factor in named]
    ways = [
        Stacked(
            name,
            str(title),
            points(rounded(EXAMPLE * combine(name, multipliers), document.points.rounding), document.points),
            document.stacking == name,
        )
        for name, title in WAYS_TO_STACK.items()
    ]
    start = points(EXAMPLE, document.points)
    return Together(_("%(points)s with %(multipliers)s") % {"points": start, "multipliers": told}, ways)


def _multipliers(document: Document) -> list[tuple[str, Fraction]]:
    levels = document.tiers.levels if document.tiers else ()
    tiers = [(level.title or level.id, level.exact_multiplier) for level in levels]
    plans = [(plan.title, Fraction(plan.multiplier)) for plan in document.memberships if plan.multiplier]
    campaigns = [
        (one.title or one.id, Fraction(one.multiplier)) for one in document.campaigns if one.multiplier
    ]
    several = ((tiers, 1), (plans, 1), (campaigns, 2))
    highest = [sorted(part, key=lambda one: one[1])[-most:] for part, most in several]
    found = [one for part in highest for one in part if one[1] != 1]
    made_up = [(_("a campaign"), Fraction(2)), (_("a tier"), Fraction(3, 2))]
    return found + made_up[: max(0, 2 - len(found))]


def _number(factor: Fraction) -> str:
    exact = Decimal(factor.numerator) / Decimal(factor.denominator)
    return str(format_decimal(exact, locale=locale()))
