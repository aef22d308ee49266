"""Webhook bodies as the platform writes them, small enough to read."""

import json
from typing import Any

from loyalty.engine.facts import Fact
from loyalty.platforms.shopify.platform import Shopify
from loyalty.shops.models import Shop

Json = dict[str, Any]


def shop(currency: str = "USD") -> Shop:
    """A shop that needs no database."""
    return Shop(
        domain="tea.myshopify.com",
        external_id="548380009",
        name="Tea",
        currency=currency,
        timezone="Europe/Berlin",
    )


def read(topic: str, body: Json | bytes, *, currency: str = "USD") -> Fact:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Shopify().read(topic=topic, body=raw, shop=shop(currency))


def money(amount: str, currency: str = "USD") -> Json:
    pair = {"amount": amount, "currency_code": currency}
    return {"shop_money": pair, "presentment_money": pair}


def line(number: int = 1, price: str = "10.00", quantity: int = 1, **changed: Any) -> Json:
    return {
        "id": 487817672276298560 + number,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{number}",
        "title": f"Thing {number}",
        "quantity": quantity,
        "current_quantity": quantity,
        "gift_card": False,
        "product_id": 900 + number,
        "variant_id": None,
        "vendor": None,
        "sku": "SKU-1",
        "price": price,
        "price_set": money(price),
        "discount_allocations": [],
        "tax_lines": [],
        **changed,
    }


def order(*lines: Json, **changed: Any) -> Json:
    return {
        "id": 820982911946154500,
        "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
        "name": "#1001",
        "created_at": "2026-03-01T09:00:00-05:00",
        "processed_at": "2026-03-01T09:00:00-05:00",
        "updated_at": "2026-03-01T09:00:05-05:00",
        "cancelled_at": None,
        "currency": "USD",
        "financial_status": "paid",
        "test": False,
        "confirmed": True,
        "taxes_included": False,
        "source_name": "web",
        "email": "jon@example.com",
        "customer": {
            "id": 115310627314723950,
            "admin_graphql_api_id": "gid://shopify/Customer/115310627314723954",
        },
        "line_items": list(lines) or [line()],
        "refunds": [],
        "total_tax_set": money("1.00"),
        "total_shipping_price_set": money("5.00"),
        "total_tip_received": "0.00",
        **changed,
    }


def refund_line(number: int = 1, subtotal: str = "10.00", tax: str = "0.00", quantity: int = 1) -> Json:
    return {
        "line_item_id": 487817672276298560 + number,
        "line_item": line(number),
        "quantity": quantity,
        "subtotal": float(subtotal),
        "subtotal_set": money(subtotal),
        "total_tax_set": money(tax),
    }


def adjustment(amount: str, kind: str = "refund_discrepancy", tax: str = "0.00") -> Json:
    return {"kind": kind, "amount": amount, "amount_set": money(amount), "tax_amount_set": money(tax)}


def paid_back(amount: str, **changed: Any) -> Json:
    return {"kind": "refund", "status": "success", "amount": amount, "currency": "USD", **changed}


def refund(*lines: Json, **changed: Any) -> Json:
    return {
        "id": 890088186047892400,
        "admin_graphql_api_id": "gid://shopify/Refund/890088186047892319",
        "order_id": 820982911946154508,
        "created_at": "2026-03-02T09:00:00Z",
        "processed_at": "2026-03-02T09:00:01Z",
        "refund_line_items": list(lines),
        "order_adjustments": [],
        "refund_shipping_lines": [],
        "transactions": [],
        "total_duties_set": money("0.00"),
        **changed,
    }
