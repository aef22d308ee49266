"""Knocks at the webhook door as Shopify does."""

import base64
import hashlib
import hmac
import io
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.conf import settings

from loyalty.platforms.shopify import door

TOPICS = (
    "orders/create",
    "orders/paid",
    "orders/updated",
    "orders/edited",
    "orders/cancelled",
    "orders/fulfilled",
    "refunds/create",
    "customers/create",
    "customers/update",
    "customers_email_marketing_consent/update",
    "customers_marketing_consent/update",
    "customers/delete",
    "customers/merge",
    "products/update",
    "products/delete",
    "collections/update",
    "collections/delete",
    "app/uninstalled",
    "app/scopes_update",
    "shop/update",
    "bulk_operations/finish",
    "customers/data_request",
    "customers/redact",
    "shop/redact",
)


def signature(body: bytes, secret: str = "") -> str:
    made = hmac.digest((secret or settings.SHOPIFY_CLIENT_SECRET).encode(), body, hashlib.sha256)
    return base64.b64encode(made).decode()


def environ(
    body: bytes,
    *,
    topic: str = "orders/create",
    shop: str = "tea.myshopify.com",
    delivery: str | None = None,
    sign: str | None = None,
    family: str = "HTTP_X_SHOPIFY",
    **more: Any,
) -> dict[str, Any]:
    """A WSGI environment; sign None makes the right signature, "" sends none."""
    said = {
        "TOPIC": topic,
        "SHOP_DOMAIN": shop,
        "WEBHOOK_ID": uuid4().hex if delivery is None else delivery,
        "HMAC_SHA256": signature(body) if sign is None else sign,
        "API_VERSION": "2026-10",
        "TRIGGERED_AT": "2026-03-01T11:59:58.123456789Z",
        "EVENT_ID": "event-1",
    }
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": door.PATH,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json",
        "wsgi.input": io.BytesIO(body),
        **{f"{family}_{name}": value for name, value in said.items() if value},
        **more,
    }


def knock(body: bytes = b"{}", **said: Any) -> int:
    """The status of one request to the bare door."""
    statuses: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        statuses.append(status)

    def django(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise AssertionError("the request went past the door")

    list(door.before(django)(environ(body, **said), start_response))
    return int(statuses[0].split()[0])
