"""A programme of any number of rules, and orders for it; seeded, so that every engine is asked the same.

Rules are as shops write them: one holds for every order, the others for a tag, a code, some products, a sum, a tier.
The more rules there are, the narrower they are: few of a thousand fire for one order.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty.engine.about import About
from loyalty.engine.facts import Header, Line
from loyalty.engine.order_state import OrderState

SOURCES = ("web", "pos", "app", "wholesale", "instagram")
TIERS = ("member", "silver", "gold")
GATEWAYS = ("shopify_payments", "paypal", "cash", "gift_card")
START = datetime(2026, 1, 1, tzinfo=UTC)
Asked = dict[str, Any]


def document(count: int) -> dict[str, Any]:
    """`count` rules on orders; every tenth kind of ten."""
    return {
        "schema": 2,
        "name": f"{count} rules",
        "points": {"rounding": "half_up"},
        "earning": [_rule(number) for number in range(count)],
        "expiry": {"per": "lot", "months": 12},
        "tiers": {
            "by": "spend",
            "window": {"lifetime": True},
            "levels": [{"id": name, "at": str(1000 * place)} for place, name in enumerate(TIERS)],
        },
    }


def _rule(number: int) -> dict[str, Any]:
    kind, turn = number % 10, number // 10
    rule: dict[str, Any] = {"id": f"r{number}", "on": "order_paid", "award": {"points": 1, "per": "1.00"}}
    if kind in _WHEN and number:
        rule["when"] = _WHEN[kind](turn)
    if kind in _LINES:
        rule["lines"] = _LINES[kind](turn)
    if kind in (3, 7):
        rule["award"] = {"points": 50 + turn}
    if kind == 5:
        rule["award"] = {"points": 2, "per_item": 1}
    return rule


def _is(field: str, value: str) -> Asked:
    return {"field": field, "is": value}


def _total(least: int) -> Asked:
    return {"field": "order.total", "at_least": f"{least}.00"}


def _all(*asked: Asked) -> Asked:
    return {"all": list(asked)}


_WHEN = {
    0: lambda turn: _all(_is("order.source", SOURCES[turn % 5]), _is("order.tag", f"tag-{turn}")),
    1: lambda turn: _is("order.source", "web") if not turn else _is("order.tag", f"tag-{turn}"),
    3: lambda turn: _all(_total(150 + 7 * turn), _is("member.tier", TIERS[turn % 3])),
    4: lambda turn: _all(_is("order.gateway", GATEWAYS[turn % 4]), _is("order.discount_code", f"pay{turn}")),
    6: lambda turn: _all(_is("member.tier", TIERS[turn % 3]), _is("line.vendor", f"maker {turn}")),
    7: lambda turn: _is("order.discount_code", f"code{turn}"),
    8: lambda turn: _all(_is("order.source", SOURCES[turn % 5]), {"field": "order.items", "at_least": 6 + turn}),
    9: lambda turn: _total(200 + 10 * turn),
}  # fmt: skip
_LINES = {
    2: lambda turn: {"field": "line.sku", "in": [f"sku-{3 * turn + one}" for one in range(3)]},
    5: lambda turn: {"field": "line.product", "in": [f"{1000 + 3 * turn + one}" for one in range(3)]},
}


def orders(count: int, *, seed: int = 7) -> list[tuple[OrderState, About]]:
    chance = random.Random(seed)
    return [_order(number, chance) for number in range(count)]


def _order(number: int, chance: random.Random) -> tuple[OrderState, About]:
    at = START + timedelta(minutes=17 * number)
    header = Header(
        id=str(number),
        name=f"#{number}",
        updated_at=at,
        processed_at=at,
        currency="USD",
        lines=tuple(_line(place, chance) for place in range(chance.randint(1, 4))),
        paid=True,
        customer=str(chance.randint(1, 500)),
        source=chance.choice(SOURCES),
        gateways=(chance.choice(GATEWAYS),),
        tags=tuple(sorted({f"tag-{chance.randint(0, 99)}" for _ in range(chance.randint(0, 2))})),
        discount_codes=(f"code{chance.randint(0, 99)}",) if chance.random() < 0.3 else (),
    )
    return OrderState(header=header), About(tier=chance.choice(TIERS), orders_before=chance.randint(0, 30))


def _line(place: int, chance: random.Random) -> Line:
    what = chance.randint(0, 299)
    quantity = chance.randint(1, 3)
    return Line(
        id=str(place),
        title=f"Thing {what}",
        quantity=quantity,
        current=quantity,
        net=quantity * chance.randint(500, 9000),
        product=str(1000 + what),
        variant=str(5000 + what),
        sku=f"sku-{what}",
        vendor=f"maker {what % 100}",
    )


def context(state: OrderState, about: About) -> dict[str, Any]:
    """The same order as the other engines look at it: plain lists, texts and whole numbers."""
    header = state.header
    assert header is not None
    return {
        "order": {
            "source": [header.source],
            "gateway": list(header.gateways),
            "tag": list(header.tags),
            "discount_code": list(header.discount_codes),
            "total": sum(line.net for line in header.lines),
            "items": sum(line.quantity for line in header.lines),
        },
        "line": {
            "sku": [line.sku for line in header.lines],
            "product": [line.product for line in header.lines],
            "vendor": [line.vendor for line in header.lines],
        },
        "member": {"tier": [about.tier]},
    }


def conditions(programme: dict[str, Any]) -> list[Asked | None]:
    """Of each rule, what must hold for it to fire."""
    return [rule.get("when") or rule.get("lines") for rule in programme["earning"]]


def minor(amount: str | int) -> int:
    """At least so much, in the numbers of `context`."""
    return amount if isinstance(amount, int) else int(amount.replace(".", ""))
