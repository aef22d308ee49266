"""Exact arithmetic of points: one rounding, and splits that lose nothing."""

from collections.abc import Sequence
from fractions import Fraction


def rounded(exact: Fraction, how: str) -> int:
    """A non-negative exact figure to whole points: "down", "half_up" or "up"."""
    return rounded_ratio(exact.numerator, exact.denominator, how)


def rounded_ratio(numerator: int, denominator: int, how: str) -> int:
    """The same of two whole numbers, the denominator positive."""
    whole, rest = divmod(numerator, denominator)
    if how == "up":
        return whole + (rest > 0)
    if how == "half_up":
        return whole + (2 * rest >= denominator)
    return whole


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Splits `total` over non-negative weights by largest remainder, earlier first on ties (law A5).

    100 over 1, 1, 1 gives 34, 33, 33. Nothing to weigh by gives zeros.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    shares = [divmod(total * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    by_rest = sorted(range(len(weights)), key=lambda i: (-shares[i][1], i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts
