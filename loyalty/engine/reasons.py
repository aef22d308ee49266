"""Stored reasons recompute: from what a reason says, the same points follow (law T4)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.activity import micro
from loyalty.engine.combining import combine
from loyalty.engine.decisions import Reason
from loyalty.engine.derived import WITHHELD
from loyalty.engine.exact import rounded, split

DERIVED = ("first_order", "referral_friend", "referral_advocate", "order_fixed", "campaign")


def recompute(reason: Reason) -> int:
    """The points a stored reason leads to."""
    code = reason["code"]
    if code in ("ineligible", "not_fired"):
        return 0
    if code in DERIVED:
        given = reason["kept"] and reason.get("why") not in WITHHELD
        return _capped(reason, int(reason["award"]) if given else 0)
    if code == "activity":
        return _capped(reason, _activity(reason))
    if code in ("order", "items"):
        return _capped(reason, _rounded(reason) + sum(given for _, _, given in reason.get("extra", ())))
    return int(reason["points"])


def line_points(reason: Reason) -> list[int]:
    """The points of an order over its lines, by largest remainder of what each kept (law A5)."""
    amount = "kept_quantity" if reason["code"] == "items" else "kept"
    return split(reason["points"], [line[amount] for line in reason["lines"]])


def _capped(reason: Reason, points: int) -> int:
    """A cap is known by what it was about to cut: figures that no longer fit each other do not recompute."""
    if "capped" not in reason:
        return points
    before, after = reason["capped"]
    if before != points:
        raise ValueError(f"capped from {before}, but the sum is {points}")
    return int(after)


def _activity(reason: Reason) -> int:
    """A fixed award, or a quantity with what earlier ones had left over."""
    if "award" in reason:
        return int(reason["award"])
    rate, per = reason["rate"]
    whole = micro(per)
    points, left = divmod(reason["carried"] + rate * micro(reason["quantity"]), whole)
    if left != reason["left"]:
        raise ValueError(f"{left} parts are left over, and not {reason['left']}")
    return int(points)


def _rounded(reason: Reason) -> int:
    if reason.get("why") == "cancelled":
        return 0
    return rounded(_rate(reason) * _counted(reason), reason["rounding"])


def _rate(reason: Reason) -> Fraction:
    points, per = reason["rate"]
    rate = Fraction(points) / Fraction(Decimal(per))
    return rate if reason["code"] == "items" else rate / int(10 ** exponent(reason["currency"]))


def _counted(reason: Reason) -> Fraction:
    """What was counted, each part at its factor."""
    amount = "kept_quantity" if reason["code"] == "items" else "kept"
    whole = sum(line[amount] for line in reason["lines"]) + sum(reason.get("extras", {}).values())
    counted: Fraction = Fraction(whole)
    if "parts" in reason:
        parts = reason["parts"]
        if sum(part[0] for part in parts) != whole:
            raise ValueError("the parts are not the whole of what the lines kept")
        counted = sum((_factor(part, reason["stacking"]) * part[0] for part in parts), Fraction(0))
    if "scale" in reason:
        scale = Fraction(str(reason["scale"]))
        return counted * scale
    other_back: int = reason.get("other_back", 0)
    return max(Fraction(0), counted - other_back)


def _factor(part: list[Any], stacking: str) -> Fraction:
    """The factor of a part, put together anew."""
    return combine(stacking, [(kind, name, Fraction(factor)) for kind, name, factor in part[2]])
