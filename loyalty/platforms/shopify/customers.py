"""A store's customers over GraphQL: asking for them, and tagging them."""

from collections.abc import Collection, Mapping

from loyalty.platforms.shopify import gateway
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreRefused


def gone(*, shop: Shop, ids: Collection[str]) -> set[str]:
    """Which of these customers the store no longer has."""
    return {one for one in ids if not _is_there(shop, one)}


def _is_there(shop: Shop, number: str) -> bool:
    variables = {"id": f"gid://shopify/Customer/{number}"}
    return bool(gateway.run(shop=shop, document=DOCUMENTS["customer"], variables=variables).get("customer"))


def tag(*, shop: Shop, customer: str, add: Collection[str], remove: Collection[str]) -> None:
    """Adds and takes off tags. The platform's tags are a set, so a repetition changes nothing."""
    for document, tags in (("tagsAdd", add), ("tagsRemove", remove)):
        if tags:
            _tag(shop, document, f"gid://shopify/Customer/{customer}", sorted(tags))


def _tag(shop: Shop, name: str, gid: str, tags: list[str]) -> None:
    asked = {"id": gid, "tags": tags}
    found = gateway.run(shop=shop, document=DOCUMENTS[name], variables=asked).get(name)
    errors = found.get("userErrors") if isinstance(found, Mapping) else None
    if errors:
        raise StoreRefused(f"The store refused the tags: {str(errors[0].get('message', ''))[:200]}")
    if not isinstance(found, Mapping) or not found.get("node"):
        raise StoreRefused("The store does not have this customer any more.")
