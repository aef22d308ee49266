"""What a simulated programme would have cost, as the merchant assumes. Exact; each figure is rounded once.

`used` is what rewards were really used, `promised` the points outstanding at their full worth. Of these only the
share `redeemed` is expected to be used one day; the rest is breakage. Break-even uplift is the extra sales at which
the margin on them pays for the whole programme, their own rewards included: with cost c and margin m, both as shares
of sales, u of sales brings m·u and the programme costs c·(1 + u), so u = c ÷ (m − c).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.exact import rounded

WHOLE = 10_000  # percentages are kept as hundredths of one
PLACES = 2


@dataclass(frozen=True, slots=True)
class Given:
    """Assumptions, as shares; `worth` of a point in the currency's major unit, where the rules do not say."""

    redeemed: Fraction
    margin: Fraction
    worth: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Minor units; percentages as decimals with two places, None where there is nothing to divide by."""

    sales: int
    used: int
    promised: int
    expected: int
    nominal_percent: Decimal | None
    expected_percent: Decimal | None
    uplift_percent: Decimal | None
    uplift: int | None


def given(*, redeemed: int, margin: int, worth: str) -> Given:
    """From hundredths of a percent, and a decimal or ""."""
    return Given(Fraction(redeemed, WHOLE), Fraction(margin, WHOLE), Fraction(worth) if worth else None)


def worth(result: Mapping[str, Any], by: Given, currency: str) -> Fraction | None:
    """A point in minor units; None when nobody says."""
    value = Fraction(result["value"]) if result["value"] else by.worth
    return None if value is None else value * 10 ** exponent(currency)


def cost(result: Mapping[str, Any], by: Given, currency: str) -> Cost | None:
    """None where nobody says what a point is worth."""
    point = worth(result, by, currency)
    if point is None:
        return None
    sales, used = int(result["sales_minor"]), Fraction(result["reward_cost_minor"])
    promised = result["outstanding"] * point
    expected = used + promised * by.redeemed
    share = expected / sales if sales else None
    uplift = _uplift(share, by.margin)
    return Cost(
        sales=sales,
        used=whole(used),
        promised=whole(promised),
        expected=whole(expected),
        nominal_percent=percent((used + promised) / sales) if sales else None,
        expected_percent=None if share is None else percent(share),
        uplift_percent=None if uplift is None else percent(uplift),
        uplift=None if uplift is None else rounded(uplift * sales, "up"),
    )


def _uplift(share: Fraction | None, margin: Fraction) -> Fraction | None:
    """None where no extra sales would ever pay for it."""
    if share is None or share >= margin:
        return None
    return max(Fraction(0), share / (margin - share))


def percent(share: Fraction) -> Decimal:
    return Decimal(whole(share * 100 * 10**PLACES)).scaleb(-PLACES)


def whole(exact: Fraction) -> int:
    """Half up, away from zero."""
    found = rounded(abs(exact), "half_up")
    return found if exact >= 0 else -found
