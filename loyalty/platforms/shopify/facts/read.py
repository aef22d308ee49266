"""Which topic becomes which fact."""

from collections.abc import Callable
from datetime import datetime

from loyalty.engine.facts import Fact, Ignored
from loyalty.platforms.shopify.facts import orders, people, products, refunds, stores, values
from loyalty.shops.models import Shop

READERS: dict[str, Callable[[bytes, Shop], Fact]] = {
    "orders/create": orders.told,
    "orders/paid": orders.told,
    "orders/updated": orders.told,
    "orders/cancelled": orders.told,
    "orders/fulfilled": orders.told,
    "orders/partially_fulfilled": orders.told,
    "refunds/create": refunds.told_alone,
    "customers/create": people.told,
    "customers/update": people.told,
    "customers_email_marketing_consent/update": people.letters_told,
    "customers_marketing_consent/update": people.messages_told,
    "customers/delete": people.deleted,
    "customers/merge": people.merged,
    "customers/data_request": people.data_requested,
    "customers/redact": people.redacted,
    "products/update": products.told,
    "products/delete": products.gone,
    "collections/update": products.collection_told,
    "collections/delete": products.collection_told,
    "shop/redact": stores.redacted,
    "shop/update": stores.told,
    "app/scopes_update": stores.scopes_changed,
}

IGNORED = {
    "orders/edited": "The order's own update carries the edit.",
    "orders/delete": "A deleted order keeps the points it had when it was closed.",
    "bulk_operations/finish": "No bulk operation of ours is waiting for this.",
}


def read(*, topic: str, body: bytes, shop: Shop, at: datetime) -> Fact:
    """`at` is when the platform sent it. Raises Unreadable; no body whatever raises anything else."""
    if topic == "app/uninstalled":
        return stores.uninstalled(body, shop, at=at)
    reader = READERS.get(topic)
    if reader is None:
        return Ignored(reason=IGNORED.get(topic, f"Nothing here depends on {values.text(topic, 60)!r}."))
    return reader(body, shop)
