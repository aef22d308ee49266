"""Orders with refunds and cancellations, as the platform tells them, and what each must give in the end.

The expectation is computed here from the drawn amounts alone; it shares no code with the product.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
POINTS_PER_DOLLAR = 5
FIRST_ORDER, FIRST_CUSTOMER = 910_000_000_001, 810_000_000_001

Json = dict[str, Any]
Message = tuple[str, Json]  # topic, payload


@dataclass
class Drawn:
    """One order's fate: prices in cents, the lines that go back, whether it is cancelled."""

    number: int
    customer: int
    prices: list[int]
    back: list[int] = field(default_factory=list)
    cancelled: bool = False

    @property
    def points(self) -> int:
        if self.cancelled:
            return 0
        kept = sum(cents for line, cents in enumerate(self.prices) if line not in self.back)
        return kept * POINTS_PER_DOLLAR // 100


def draw(dice: random.Random, *, orders: int, customers: int) -> list[Drawn]:
    """30 % of the orders lose a line or more, 5 % are cancelled."""
    drawn = []
    for number in range(orders):
        prices = [dice.randrange(1, 20_000) for _ in range(dice.randrange(1, 5))]
        order = Drawn(FIRST_ORDER + number, FIRST_CUSTOMER + dice.randrange(customers), prices)
        if dice.random() < 0.3:
            order.back = sorted(dice.sample(range(len(prices)), dice.randrange(1, len(prices) + 1)))
        order.cancelled = dice.random() < 0.05
        drawn.append(order)
    return drawn


def expected(drawn: list[Drawn]) -> dict[int, int]:
    """Points by customer."""
    points: dict[int, int] = {}
    for order in drawn:
        points[order.customer] = points.get(order.customer, 0) + order.points
    return points


def messages(order: Drawn) -> Iterator[Message]:
    """Everything the platform says about the order, in the order in which it happened."""
    yield "orders/create", _order(order, minute=0)
    yield "orders/paid", _order(order, minute=1)
    for place, line in enumerate(order.back):
        refunds = [_refund(order, n, minute=10 + i) for i, n in enumerate(order.back[: place + 1])]
        yield "refunds/create", refunds[-1]
        yield (
            "orders/updated",
            _order(order, minute=10 + place, refunds=refunds, gone=order.back[: place + 1]),
        )
        assert refunds[-1]["refund_line_items"][0]["line_item_id"] == order.number * 10 + line
    if order.cancelled:
        refunds = [_refund(order, line, minute=10 + place) for place, line in enumerate(order.back)]
        yield "orders/cancelled", _order(order, minute=50, cancelled=True, refunds=refunds, gone=order.back)


def _order(
    order: Drawn,
    *,
    minute: int,
    cancelled: bool = False,
    refunds: Sequence[Json] = (),
    gone: Sequence[int] = (),
) -> Json:
    return {
        "id": order.number,
        "admin_graphql_api_id": f"gid://shopify/Order/{order.number}",
        "name": f"#{order.number}",
        "currency": "USD",
        "financial_status": "partially_refunded" if refunds else "paid",
        "processed_at": START.isoformat(),
        "created_at": START.isoformat(),
        "updated_at": _at(minute),
        "cancelled_at": _at(minute) if cancelled else None,
        "confirmed": True,
        "test": False,
        "taxes_included": False,
        "source_name": "web",
        "customer": {
            "id": order.customer,
            "admin_graphql_api_id": f"gid://shopify/Customer/{order.customer}",
        },
        "line_items": [_line(order, line, gone) for line in range(len(order.prices))],
        "refunds": list(refunds),
    }


def _line(order: Drawn, line: int, gone: Sequence[int]) -> Json:
    price = _money(order.prices[line])
    number = order.number * 10 + line
    return {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{number}",
        "title": f"Tea {line}",
        "quantity": 1,
        "current_quantity": 0 if line in gone else 1,
        "gift_card": False,
        "price": price,
        "price_set": _set(price),
        "discount_allocations": [],
        "tax_lines": [],
    }


def _refund(order: Drawn, line: int, *, minute: int) -> Json:
    price, number = _money(order.prices[line]), order.number * 10 + line
    return {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Refund/{number}",
        "order_id": order.number,
        "created_at": _at(minute),
        "processed_at": _at(minute),
        "refund_line_items": [
            {
                "line_item_id": number,
                "quantity": 1,
                "subtotal": price,
                "subtotal_set": _set(price),
                "total_tax": "0.00",
                "total_tax_set": _set("0.00"),
            }
        ],
        "transactions": [
            {"kind": "refund", "status": "success", "amount": price, "currency": "USD"},
        ],
        "order_adjustments": [],
        "refund_shipping_lines": [],
    }


def _at(minute: int) -> str:
    return (START + timedelta(minutes=minute)).isoformat()


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _set(amount: str) -> Json:
    money = {"amount": amount, "currency_code": "USD"}
    return {"shop_money": money, "presentment_money": money}


def request(topic: str, payload: Json, *, delivery: str, shop: str, signature: Any) -> bytes:
    """The HTTP request that carries a message; `signature` maps the body to its base64 HMAC."""
    content = body(payload)
    at = payload.get("updated_at") or payload["created_at"]
    return posted(topic, content, delivery=delivery, shop=shop, at=at, signature=signature(content))


def posted(topic: str, content: bytes, *, delivery: str, shop: str, at: str, signature: bytes) -> bytes:
    """The same for any body."""
    head = (
        f"POST /webhooks/shopify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Shopify-Topic: {topic}\r\nX-Shopify-Shop-Domain: {shop}\r\nX-Shopify-Webhook-Id: {delivery}\r\n"
        f"X-Shopify-Triggered-At: {at}\r\n"
        f"X-Shopify-Hmac-Sha256: {signature.decode()}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def body(payload: Json) -> bytes:
    """The bytes that the platform sends and signs."""
    return json.dumps(payload, separators=(",", ":")).encode()
