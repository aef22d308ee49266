"""Signed orders, as many as wanted, from one template of a real `orders/paid` body."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

TEMPLATE = Path(__file__).with_name("order.json.template").read_bytes()
FIRST_ORDER, FIRST_CUSTOMER = 6_000_000_000_000, 7_000_000_000_000
SHOP = "bench.myshopify.com"
POINTS = 507  # 5 per $1 on $101.50 of goods, rounded down


def body(number: int, *, customers: int, after: int = 0) -> bytes:
    """Order `number`, by one of `customers` customers, who come `after` so many others."""
    order = TEMPLATE.replace(b"{order_number}", b"%d" % (FIRST_ORDER + number))
    return order.replace(b"{customer_num}", b"%d" % (FIRST_CUSTOMER + after + number % customers))


def signature(content: bytes, secret: bytes) -> bytes:
    return base64.b64encode(hmac.digest(secret, content, hashlib.sha256))


def requests(*, first: int, count: int, secret: bytes, path: str, customers: int = 500) -> Iterator[bytes]:
    """Whole HTTP requests, ready for a socket."""
    for number in range(first, first + count):
        content = body(number, customers=customers)
        head = (
            b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"X-Shopify-Topic: orders/paid\r\nX-Shopify-Shop-Domain: %s\r\nX-Shopify-Webhook-Id: bench-%d\r\n"
            b"X-Shopify-Triggered-At: 2026-03-01T12:00:00Z\r\nX-Shopify-API-Version: 2026-10\r\n"
            b"X-Shopify-Hmac-Sha256: %s\r\nContent-Length: %d\r\n\r\n"
        )
        signed = signature(content, secret)
        yield head % (path.encode(), SHOP.encode(), number, signed, len(content)) + content
