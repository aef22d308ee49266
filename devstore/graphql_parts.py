"""The smaller GraphQL nodes, and who is asking for them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from devstore import money
from devstore.graphql_pages import page
from devstore.payloads import gid, presented
from devstore.state import Allocation, Collection, Order, Product, Shipping, Shop, Tax, Transaction
from devstore.world import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who is asking: a shop's token with its scopes."""

    world: World
    shop: Shop
    scopes: list[str]

    def need(self, scope: str, field: str) -> None:
        writes = scope.replace("read_", "write_")
        if scope not in self.scopes and writes not in self.scopes:
            raise GraphQLError(
                f"Access denied for {field} field. Required access: `{scope}` access scope.",
                extensions={"code": "ACCESS_DENIED", "requiredAccess": f"`{scope}` access scope."},
            )


def utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def bag(order: Order, minor: int) -> Json:
    return {
        "shopMoney": {"amount": money.text(minor, order.currency), "currencyCode": order.currency},
        "presentmentMoney": {
            "amount": presented(order, minor),
            "currencyCode": order.presentment_currency or order.currency,
        },
    }


def allocation_node(order: Order, given: Allocation) -> Json:
    application = order.applications[given.application]
    value: Json = {"__typename": "PricingPercentageValue", "percentage": float(Decimal(application.value))}
    if application.value_type == "fixed_amount":
        value = {"__typename": "MoneyV2", "amount": application.value, "currencyCode": order.currency}
    return {
        "allocatedAmountSet": bag(order, given.amount),
        "discountApplication": {
            "__typename": "DiscountCodeApplication",
            "allocationMethod": application.allocation_method.upper(),
            "code": application.title,
            "index": given.application,
            "targetSelection": application.target_selection.upper(),
            "targetType": application.target_type.upper(),
            "value": value,
        },
    }


def tax_node(order: Order, tax: Tax) -> Json:
    return {
        "title": tax.title,
        "rate": float(tax.rate),
        "ratePercentage": float(Decimal(tax.rate) * 100),
        "priceSet": bag(order, tax.price),
    }


def shipping_node(order: Order, parcel: Shipping) -> Json:
    return {
        "id": gid("ShippingLine", parcel.id),
        "title": parcel.title,
        "isRemoved": False,
        "originalPriceSet": bag(order, parcel.price),
        "discountedPriceSet": bag(order, parcel.net),
        "discountAllocations": [allocation_node(order, a) for a in parcel.allocations],
        "taxLines": [tax_node(order, t) for t in parcel.taxes],
    }


def transaction_node(order: Order, paid: Transaction) -> Json:
    return {
        "id": gid("OrderTransaction", paid.id),
        "kind": paid.kind.upper(),
        "status": "SUCCESS",
        "gateway": paid.gateway,
        "amountSet": bag(order, paid.amount),
        "createdAt": utc(paid.created_at),
        "processedAt": utc(paid.created_at),
        "test": order.test,
    }


def product_node(viewer: Viewer, product: Product) -> Json:
    store, currency = viewer.world.store, viewer.shop.currency
    price = {"amount": money.text(product.price, currency), "currencyCode": currency}

    def here() -> list[Collection]:
        return [one for one in store.all(Collection, product.shop) if one.handle in product.collections]

    return {
        "__typename": "Product",
        "id": gid("Product", product.id),
        "legacyResourceId": str(product.id),
        "handle": product.handle,
        "title": product.title,
        "description": lambda _, truncateAt=None: product.description[:truncateAt],  # noqa: N803
        "productType": product.kind,
        "vendor": product.vendor,
        "tags": sorted(product.tags),
        "isGiftCard": product.gift_card,
        "priceRangeV2": dict.fromkeys(("maxVariantPrice", "minVariantPrice"), price),
        "updatedAt": utc(product.updated_at or viewer.shop.created_at),
        "collections": lambda _, **a: page(here(), collection_node, **a),
        "variants": lambda _, **a: page([product], lambda p: variant_node(p, currency), **a),
    }


def collection_node(collection: Collection) -> Json:
    return {
        "id": gid("Collection", collection.id),
        "handle": collection.handle,
        "title": collection.title,
        "updatedAt": utc(collection.updated_at),
    }


def variant_node(product: Product, currency: str) -> Json:
    return {
        "id": gid("ProductVariant", product.variant_id),
        "legacyResourceId": str(product.variant_id),
        "title": "Default Title",
        "displayName": f"{product.title} - Default Title",
        "sku": product.sku,
        "price": money.text(product.price, currency),
        "compareAtPrice": None if product.compare_at is None else money.text(product.compare_at, currency),
        "taxable": not product.gift_card,
    }
