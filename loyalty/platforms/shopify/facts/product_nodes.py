"""Products as GraphQL tells them, made into what a webhook would have said."""

import msgspec
from msgspec import Raw

from loyalty.engine.goods import ProductFacts
from loyalty.platforms.shopify.facts import payloads, products
from loyalty.platforms.shopify.facts.nodes import Node, PageInfo
from loyalty.platforms.shopify.facts.payloads import NOTHING
from loyalty.shops.models import Shop


class Collection(Node, frozen=True):
    id: str
    handle: str


class Collections(Node, frozen=True):
    nodes: list[Collection]
    page_info: PageInfo


class Variant(Node, frozen=True):
    id: str
    price: str
    compare_at_price: str | None = None

    def told(self) -> payloads.Variant:
        return payloads.Variant(
            admin_graphql_api_id=self.id, price=_raw(self.price), compare_at_price=_raw(self.compare_at_price)
        )


class Variants(Node, frozen=True):
    nodes: list[Variant]
    page_info: PageInfo


class Rest(Node, frozen=True):
    """The lists of a product that may have more pages than one."""

    collections: Collections
    variants: Variants


class Product(Node, frozen=True):
    id: str
    product_type: str
    vendor: str
    tags: list[str]
    collections: Collections
    variants: Variants

    def told(self) -> payloads.Product:
        return payloads.Product(
            admin_graphql_api_id=self.id,
            product_type=self.product_type,
            vendor=self.vendor,
            tags=",".join(self.tags),
            variants=[one.told() for one in self.variants.nodes],
            collections=[
                payloads.CollectionOfProduct(id=one.id, handle=one.handle) for one in self.collections.nodes
            ],
        )


def facts(product: Product, shop: Shop) -> tuple[str, ProductFacts]:
    """A node whose lists are whole, with its id. Raises Unreadable."""
    return products.of_payload(product.told(), shop)


def _raw(amount: str | None) -> Raw:
    return NOTHING if amount is None else Raw(msgspec.json.encode(amount))
