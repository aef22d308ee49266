"""Revenue that is deferred for points, and when it is recognised (IFRS 15, loyalty points as a material right).

Part of the price of what earned points is owed until the points are used. Points nobody will ever use (breakage) are
spread over those that are: what is recognised follows redeemed ÷ expected to be redeemed, and a changed expectation
is caught up in the period in which it changes. Amounts are minor units; one rounding, half up, per cumulative figure.
"""

from fractions import Fraction

from loyalty.engine.exact import rounded


def allocated(price: int, goods: int, points: int) -> int:
    """The part of `price` that is owed for points, by stand-alone selling prices of goods and points."""
    return rounded(Fraction(price * points, goods + points), "half_up")


def recognised(deferred: int, *, redeemed: int, expected: int) -> int:
    """Revenue recognised so far: `deferred` × points redeemed so far ÷ points expected to be redeemed in all.

    Raises ValueError when more were redeemed than are expected in all.
    """
    if not 0 <= redeemed <= expected or not expected:
        raise ValueError(f"{redeemed} points redeemed of {expected} expected")
    return rounded(Fraction(deferred * redeemed, expected), "half_up")
