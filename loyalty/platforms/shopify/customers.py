"""Asking a store for its customers over GraphQL."""

from collections.abc import Collection

from loyalty.platforms.shopify import gateway
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop


def gone(*, shop: Shop, ids: Collection[str]) -> set[str]:
    """Which of these customers the store no longer has."""
    return {one for one in ids if not _is_there(shop, one)}


def _is_there(shop: Shop, number: str) -> bool:
    variables = {"id": f"gid://shopify/Customer/{number}"}
    return bool(gateway.run(shop=shop, document=DOCUMENTS["customer"], variables=variables).get("customer"))
