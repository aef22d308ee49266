"""All points of one purse go to another."""

from loyalty.engine.lots import Moves
from loyalty.engine.purse import Purse


def everything(leaving: Purse, into: Purse) -> tuple[Moves, Moves]:
    """Moves lots, debt and reserved points, dates and origins unchanged; what moved out and in."""
    debt, reserved, keeps_until = leaving.debt, leaving.reserved, leaving.keeps_until
    out, lots = leaving.hand_over()
    return out, into.receive(lots, debt=debt, reserved=reserved, keeps_until=keeps_until)
