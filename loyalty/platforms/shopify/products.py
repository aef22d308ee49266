"""Asking a store for its products over GraphQL."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any, TypeVar

from msgspec.structs import replace

from loyalty.engine.facts import Unreadable
from loyalty.engine.goods import ProductFacts
from loyalty.platforms.shopify import gateway
from loyalty.platforms.shopify.calls import CallFailed, Faulty
from loyalty.platforms.shopify.facts import product_nodes
from loyalty.platforms.shopify.facts.nodes import PageInfo
from loyalty.platforms.shopify.facts.order_nodes import node
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop

L = TypeVar("L", product_nodes.Collections, product_nodes.Variants)
MOST_PAGES = 50
PAGE = 25  # keeps the query below the platform's limit however it counts lists in lists


class Withheld(CallFailed):
    """The store does not let us see its products."""


def found(*, shop: Shop, ids: Collection[str]) -> dict[str, ProductFacts]:
    """Facts by id; ids of products that are gone are left out. Raises CallFailed."""
    rest = iter(sorted(ids))
    told: dict[str, ProductFacts] = {}
    while page := list(islice(rest, PAGE)):
        told |= dict(_page(shop, page))
    return told


def _page(shop: Shop, ids: list[str]) -> Iterator[tuple[str, ProductFacts]]:
    answer = _ask(shop, "products", {"ids": [f"gid://shopify/Product/{one}" for one in ids]})
    if not answer.get("productsCount"):
        raise Withheld(
            f"{shop.domain} does not let us see its products; open the app in the store to permit it."
        )
    nodes = answer.get("nodes")
    if not isinstance(nodes, list) or len(nodes) != len(ids):
        raise Faulty("The store answered without its products.")
    for one in filter(None, nodes):
        try:
            yield product_nodes.facts(_whole(shop, node(one, product_nodes.Product)), shop)
        except Unreadable as why:
            raise Faulty(f"The store answered with a product of an unknown shape: {why}") from None


def _whole(shop: Shop, product: product_nodes.Product) -> product_nodes.Product:
    """The product with all its collections and variants."""
    collections, variants = product.collections, product.variants
    for _ in range(MOST_PAGES):
        if not (collections.page_info.has_next_page or variants.page_info.has_next_page):
            return replace(product, collections=collections, variants=variants)
        cursors = {"collections": collections.page_info.end_cursor, "variants": variants.page_info.end_cursor}
        answer = _ask(shop, "product_rest", {"id": product.id} | cursors)
        more = node(answer.get("product"), product_nodes.Rest)
        collections, variants = _longer(collections, more.collections), _longer(variants, more.variants)
    raise Faulty("The store told more pages of one product than it can have.")


def _longer(known: L, more: L) -> L:
    """A list with the page after it. A list that had ended is answered with an empty page, and has no cursor there."""
    if not more.nodes:
        return replace(known, page_info=PageInfo(False, known.page_info.end_cursor))
    return replace(known, nodes=[*known.nodes, *more.nodes], page_info=more.page_info)


def _ask(shop: Shop, name: str, variables: dict[str, Any]) -> dict[str, Any]:
    return gateway.run(shop=shop, document=DOCUMENTS[name], variables=variables)
