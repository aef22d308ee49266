"""A store's customers over GraphQL: asking for them, writing to them, and tagging them."""

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from loyalty.platforms.shopify import gateway
from loyalty.platforms.shopify.calls import Faulty
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.contacts import Contact
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreRefused

PAGE = 50


def gone(*, shop: Shop, ids: Collection[str]) -> set[str]:
    """Which of these customers the store no longer has."""
    return {one for one in ids if not _is_there(shop, one)}


def _is_there(shop: Shop, number: str) -> bool:
    variables = {"id": f"gid://shopify/Customer/{number}"}
    return bool(gateway.run(shop=shop, document=DOCUMENTS["customer"], variables=variables).get("customer"))


def contacts(*, shop: Shop, ids: Collection[str]) -> dict[str, Contact]:
    """By customer. What the store withholds of protected data is empty."""
    rest, found = iter(sorted(set(ids))), dict[str, Contact]()
    while page := list(islice(rest, PAGE)):
        asked = {"ids": [f"gid://shopify/Customer/{one}" for one in page]}
        nodes = gateway.run(shop=shop, document=DOCUMENTS["contacts"], variables=asked).get("nodes")
        if not isinstance(nodes, list) or len(nodes) != len(page):
            raise Faulty("The store answered without its customers.")
        told = zip(page, nodes, strict=True)
        found |= {one: _contact(node) for one, node in told if isinstance(node, Mapping)}
    return found


def _contact(node: Mapping[str, Any]) -> Contact:
    address = node.get("defaultEmailAddress") or {}
    return Contact(
        email=str(address.get("emailAddress") or ""),
        locale=str(node.get("locale") or ""),
        first_name=str(node.get("firstName") or ""),
        marketing=address.get("marketingState") == "SUBSCRIBED",
    )


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
