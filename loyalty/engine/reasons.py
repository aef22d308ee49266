"""Stored reasons recompute: from what a reason says, the same points follow (law T4)."""

from decimal import Decimal
from fractions import Fraction

from loyalty.common.money import exponent
from loyalty.engine.earning import Reason
from loyalty.engine.exact import rounded

DERIVED = ("first_order", "referral_friend", "referral_advocate")


def recompute(reason: Reason) -> int:
    """The points a stored reason leads to."""
    if reason["code"] == "ineligible":
        return 0
    if reason["code"] == "order":
        return _order(reason)
    if reason["code"] in DERIVED:
        return int(reason["award"]) if reason["kept"] else 0
    return int(reason["points"])


def _order(reason: Reason) -> int:
    if reason.get("why") == "cancelled":
        return 0
    kept = sum(line["kept"] for line in reason["lines"]) + sum(reason.get("extras", {}).values())
    total = max(0, kept - reason.get("other_back", 0))
    points, per = reason["rate"]
    exact = Fraction(points) / Fraction(Decimal(per)) * Fraction(total, 10 ** exponent(reason["currency"]))
    return rounded(exact, reason["rounding"])
