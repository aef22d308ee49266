"""How much of what was spent on an order comes back with its goods (law R6)."""

from fractions import Fraction

from loyalty.engine.basis import basis
from loyalty.engine.order_state import OrderState
from loyalty.engine.rules import Counts

EVERYTHING = Counts(gift_cards=True)


def share_back(state: OrderState) -> Fraction:
    """The share of an order's goods that went back, 0 to 1; by pieces where nothing was paid for them."""
    header = state.header
    if header is None:
        return Fraction(0)
    if header.cancelled:
        return Fraction(1)
    worked = basis(state, EVERYTHING)
    whole = sum(line.net for line in worked.lines)
    if whole:
        return 1 - Fraction(worked.total, whole)
    pieces = sum(line.quantity for line in worked.lines)
    kept = sum(line.kept_quantity for line in worked.lines)
    return 1 - Fraction(kept, pieces) if pieces else Fraction(0)


def points_back(spent: int, share: Fraction) -> int:
    """Whole points of `spent` that are due back, rounded down; all of them when everything went back."""
    return spent * share.numerator // share.denominator
