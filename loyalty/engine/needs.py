"""What a document must know of members and goods to decide: the rest need not be looked up."""

from collections.abc import Collection
from typing import Literal

from loyalty.engine.compiled import Ready
from loyalty.engine.conditions import GOODS_FIELDS

Need = Literal["tier", "plans", "badges", "orders_before", "joined", "birthday", "goods", "cycles"]
_BY_FIELD: dict[str, Need] = {
    "member.tier": "tier",
    "member.plan": "plans",
    "member.badge": "badges",
    "member.orders_before": "orders_before",
    "member.days_since_joined": "joined",
    "member.birthday_month": "birthday",
    "line.cycle": "cycles",
    **dict.fromkeys(GOODS_FIELDS, "goods"),
}


def needs(fields: Collection[str], ready: Ready) -> frozenset[Need]:
    """By the fields that conditions ask about, and by what multiplies."""
    found = set(asked(fields))
    if any(factor != 1 for factor in ready.tier_factors.values()):
        found.add("tier")
    if any(factor != 1 for factor in ready.plan_factors.values()):
        found.add("plans")
    return frozenset(found)


def asked(fields: Collection[str]) -> frozenset[Need]:
    """By the fields alone."""
    return frozenset(_BY_FIELD[field] for field in fields if field in _BY_FIELD)
