"""What a point is worth, and what that makes of a programme's points."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from loyalty.common.money import exponent
from loyalty.engine.document import Document
from loyalty.engine.exact import rounded

UNUSED = Fraction(1, 5)  # an assumption, said wherever it is used: one point in five is never spent
PLACES = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What points came to: money in minor units, shares of sales as "0.0500". None: nobody said what a point is worth.

    `used_minor` and `used_share` leave out the points that are taken never to be spent.
    """

    points: int
    sales_minor: int
    minor: int | None
    used_minor: int | None
    share: str | None
    used_share: str | None


def worth(document: Document, currency: str) -> Fraction | None:
    """Minor units per point: as the programme says, else as the best of its rewards makes it."""
    unit: int = 10 ** exponent(currency)
    if document.points.value is not None:
        return Fraction(document.points.value) * unit
    prices = [
        Fraction(reward.amount) * unit / reward.cost
        for reward in document.rewards
        if reward.kind == "amount_off" and reward.cost and reward.amount
    ]
    return max(prices, default=None)


def cost(points: int, sales_minor: int, each: Fraction | None) -> Cost:
    """What `points` come to when each is worth `each` minor units."""
    if each is None:
        return Cost(points, sales_minor, None, None, None, None)
    whole = points * each
    used = whole * (1 - UNUSED)
    return Cost(
        points=points,
        sales_minor=sales_minor,
        minor=minor_of(whole),
        used_minor=minor_of(used),
        share=_share(whole, sales_minor),
        used_share=_share(used, sales_minor),
    )


def minor_of(exact: Fraction) -> int:
    """Rounded half away from zero: debts may make it less than nothing."""
    whole = rounded(abs(exact), "half_up")
    return whole if exact >= 0 else -whole


def _share(part: Fraction, sales: int) -> str | None:
    """To four decimals."""
    if not sales:
        return None
    return str(Decimal(minor_of(part / sales * 10**PLACES)).scaleb(-PLACES))
