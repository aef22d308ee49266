"""Products and collections as the platform writes them into webhooks."""

from typing import Any

from devstore import money
from devstore.payloads import gid, stamp
from devstore.state import Collection, Product, Shop

Json = dict[str, Any]


def product(shop: Shop, made: Product) -> Json:
    """Says nothing of collections: the platform does not either."""
    moment = stamp(shop, made.updated_at)
    return {
        "admin_graphql_api_id": gid("Product", made.id),
        "body_html": made.description,
        "created_at": stamp(shop, shop.created_at),
        "handle": made.handle,
        "id": made.id,
        "product_type": made.kind,
        "published_at": stamp(shop, shop.created_at),
        "template_suffix": None,
        "title": made.title,
        "updated_at": moment,
        "vendor": made.vendor,
        "status": "active",
        "published_scope": "web",
        "tags": ", ".join(sorted(made.tags)),
        "variants": [_variant(shop, made)],
        "options": [],
        "images": [],
        "image": None,
        "media": [],
        "variant_gids": [
            {"admin_graphql_api_id": gid("ProductVariant", made.variant_id), "updated_at": moment}
        ],
        "has_variants_that_requires_components": False,
        "category": None,
    }


def _variant(shop: Shop, made: Product) -> Json:
    return {
        "admin_graphql_api_id": gid("ProductVariant", made.variant_id),
        "barcode": None,
        "compare_at_price": None if made.compare_at is None else money.text(made.compare_at, shop.currency),
        "created_at": stamp(shop, shop.created_at),
        "id": made.variant_id,
        "inventory_policy": "deny",
        "position": 1,
        "price": money.text(made.price, shop.currency),
        "product_id": made.id,
        "sku": made.sku,
        "taxable": not made.gift_card,
        "title": "Default Title",
        "updated_at": stamp(shop, made.updated_at),
        "option1": "Default Title",
        "option2": None,
        "option3": None,
        "image_id": None,
        "inventory_item_id": None,
        "inventory_quantity": 75,
        "old_inventory_quantity": 75,
    }


def collection(shop: Shop, made: Collection) -> Json:
    return {
        "id": made.id,
        "handle": made.handle,
        "title": made.title,
        "updated_at": stamp(shop, made.updated_at),
        "body_html": "",
        "published_at": stamp(shop, shop.created_at),
        "sort_order": None,
        "template_suffix": None,
        "published_scope": "web",
        "admin_graphql_api_id": gid("Collection", made.id),
    }
