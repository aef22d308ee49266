"""Pieces for nothing: buy X get Y, and one free product.

The platform limits the number of free pieces in buy X get Y only, which needs a purchase of named products. A free
product is therefore the product's own price off that product: whatever the quantity, one piece's worth.
"""

from typing import Any

from loyalty.common import money
from loyalty.platforms.shopify import code_inputs, mutations
from loyalty.platforms.shopify.code_inputs import Json, chosen, text
from loyalty.shops.codes import CodeWanted
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreRefused


def bxgy(wanted: CodeWanted) -> Json:
    """Once in an order. Raises StoreRefused for what the platform cannot ask for."""
    value: Json = {"quantity": str(wanted.buy_quantity or 1)}
    if wanted.minimum is not None:
        if wanted.buy_quantity is not None:
            raise StoreRefused("Buy X get Y asks for a number of products or for an amount, not for both.")
        value = {"amount": text(wanted.minimum, wanted.currency)}
    return code_inputs.common(wanted) | {
        "usesPerOrderLimit": 1,
        "customerBuys": {"value": value, "items": chosen(wanted.buy_products, wanted.buy_collections)},
        "customerGets": {
            "items": chosen(wanted.products, wanted.collections),
            "value": {
                "discountOnQuantity": {
                    "quantity": str(wanted.get_quantity or 1),
                    "effect": {"percentage": code_inputs.share(code_inputs.percent_of(wanted))},
                }
            },
        },
    }


def free_product(shop: Shop, wanted: CodeWanted) -> Json:
    """Raises StoreRefused: without its price, or with a basket that the platform would not count."""
    if wanted.minimum is not None:
        raise StoreRefused(
            "A free product cannot ask for a smallest basket: the store would count that product alone. "
            "Name the products that count instead."
        )
    off = wanted.amount if wanted.amount is not None else dearest(shop, wanted)
    return code_inputs.common(wanted) | {
        "customerGets": {
            "items": chosen(wanted.products, ()),
            "value": {"discountAmount": {"amount": text(off, wanted.currency), "appliesOnEachItem": False}},
        }
    }


def dearest(shop: Shop, wanted: CodeWanted) -> int:
    """What the dearest of the products costs now."""
    asked = {"ids": code_inputs.gids("Product", wanted.products)}
    found: list[Any] = mutations.ask(shop, "product_prices", asked) or []
    prices = [one["priceRangeV2"]["maxVariantPrice"]["amount"] for one in found if one]
    worth = max((money.minor(str(price), wanted.currency) for price in prices), default=0)
    if not worth:
        raise StoreRefused("The store does not sell the product any more, or sells it for nothing.")
    return worth
