"""Tier, plans and campaigns put together to one factor, as the programme says."""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from operator import mul

Multiplier = tuple[str, str, Fraction]  # "tier", "plan" or "campaign"; its id; how much
ONE = Fraction(1)


def combine(stacking: str, multipliers: Sequence[Multiplier]) -> Fraction:
    """One factor: the highest, 1 + every extra, or the product; 1 for none."""
    if not multipliers:
        return ONE
    factors = [one[2] for one in multipliers]
    if stacking == "best":
        return max(factors)
    if stacking == "sum":
        return max(Fraction(0), 1 + sum([factor - 1 for factor in factors], Fraction(0)))
    return reduce(mul, factors)
