"""A shop's history of any length, as `replay` reads it: orders, refunds, joins and redemptions; seeded.

Two years of it however long it is, a member for every ten orders: tiers are won and lost, points expire, one order in
twelve is refunded in part.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2024, 1, 1, tzinfo=UTC)
LASTS = timedelta(days=730)
ORDERS_EACH = 10  # per member, on average

PROGRAMME: dict[str, Any] = {
    "schema": 2,
    "name": "two years",
    "points": {"one": "point", "many": "points", "value": "0.01", "rounding": "half_up"},
    "earning": [
        {"id": "goods", "on": "order_paid", "award": {"points": 5, "per": "1.00"}, "hold_days": 14},
        {"id": "pos", "on": "order_paid", "award": {"points": 20}, "when": {"field": "order.source", "is": "pos"}},
        {"id": "big", "on": "order_paid", "award": {"points": 100},
         "when": {"field": "order.total", "at_least": "150.00"}},
        {"id": "welcome", "on": "joined", "award": {"points": 50}},
    ],
    "tiers": {
        "by": "spend",
        "window": {"rolling_months": 12},
        "levels": [
            {"id": "member", "at": "0"},
            {"id": "silver", "at": "300.00", "multiplier": "1.25"},
            {"id": "gold", "at": "900.00", "multiplier": "1.5"},
        ],
    },
    "expiry": {"per": "lot", "months": 12, "end_of": "month"},
    "rewards": [{"id": "five", "kind": "amount_off", "cost": 500, "amount": "5.00"}],
}  # fmt: skip


def write(path: Path, *, orders: int, seed: int = 11) -> int:
    """Writes the file; the number of its lines."""
    lines = 0
    with path.open("w") as file:
        for line in _lines(orders, random.Random(seed)):
            file.write(line)
            lines += 1
    return lines


def _lines(orders: int, chance: random.Random) -> Iterator[str]:
    members = max(1, orders // ORDERS_EACH)
    step, joined = LASTS / orders, set[int]()
    for number in range(1, orders + 1):
        at = START + number * step
        member = min(members, int(chance.expovariate(3 / members)) + 1)
        if member not in joined:
            joined.add(member)
            yield _line("activity", at, {"member": _gid("Customer", member), "type": "joined"})
        prices = [chance.randint(500, 9000) for _ in range(chance.randint(1, 3))]
        order = _order(number, member, at, prices, pos=chance.random() < 0.2)
        yield _line("orders/paid", at, order)
        if chance.random() < 1 / 12:
            yield _line("refunds/create", at, _refund(number, at, prices[0]))
        if chance.random() < 1 / 20:
            key = f"key-{number}"
            yield _line("redeem", at, {"member": _gid("Customer", member), "reward": "five", "key": key})


def _line(topic: str, at: datetime, payload: dict[str, Any]) -> str:
    return json.dumps({"topic": topic, "triggered_at": at.isoformat(), "payload": payload}) + "\n"


def _gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _set(minor: int) -> dict[str, Any]:
    money = {"amount": _money(minor), "currency_code": "USD"}
    return {"shop_money": money, "presentment_money": money}


def _order(number: int, member: int, at: datetime, prices: list[int], *, pos: bool) -> dict[str, Any]:
    stamp = at.isoformat()
    return {
        "id": number,
        "admin_graphql_api_id": _gid("Order", number),
        "name": f"#{number}",
        "currency": "USD",
        "financial_status": "paid",
        "processed_at": stamp,
        "created_at": stamp,
        "updated_at": stamp,
        "cancelled_at": None,
        "confirmed": True,
        "test": False,
        "taxes_included": False,
        "source_name": "pos" if pos else "web",
        "payment_gateway_names": ["shopify_payments"],
        "tags": "vip, spring" if number % 7 == 0 else "",
        "email": f"member{member}@example.com",
        "customer": {"id": member, "admin_graphql_api_id": _gid("Customer", member)},
        "line_items": [
            {
                "id": 10 * number + place,
                "admin_graphql_api_id": _gid("LineItem", 10 * number + place),
                "title": f"Thing {price % 100}",
                "quantity": 1,
                "current_quantity": 1,
                "price": _money(price),
                "price_set": _set(price),
                "gift_card": False,
                "product_id": 1000 + price % 100,
                "variant_id": 5000 + price % 100,
                "discount_allocations": [],
                "tax_lines": [],
            }
            for place, price in enumerate(prices)
        ],
        "refunds": [],
    }


def _refund(number: int, at: datetime, price: int) -> dict[str, Any]:
    line = 10 * number
    return {
        "id": number,
        "admin_graphql_api_id": _gid("Refund", number),
        "order_id": number,
        "created_at": at.isoformat(),
        "processed_at": (at + timedelta(days=3)).isoformat(),
        "refund_line_items": [
            {
                "line_item_id": line,
                "quantity": 1,
                "subtotal": _money(price),
                "subtotal_set": _set(price),
                "total_tax": "0.00",
            }
        ],
        "order_adjustments": [],
        "transactions": [{"kind": "refund", "status": "success", "amount": _money(price), "currency": "USD"}],
    }  # fmt: skip
