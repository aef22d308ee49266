"""Products and collections: changed, gone."""

from loyalty.engine import facts
from loyalty.engine.facts import Unreadable
from loyalty.engine.goods import ProductFacts
from loyalty.platforms.shopify.facts import values
from loyalty.platforms.shopify.facts.decode import decode
from loyalty.platforms.shopify.facts.payloads import Collection, CollectionOfProduct, Product, Variant
from loyalty.platforms.shopify.facts.plain_orders import tags
from loyalty.shops.models import Shop

MOST_VARIANTS = 5_000


def told(body: bytes, shop: Shop) -> facts.Fact:
    """products/update."""
    payload = decode(body, Product)
    product, found = of_payload(payload, shop)
    return facts.ProductTold(
        product=product,
        at=values.moment(payload.updated_at, "updated_at"),
        facts=found,
        knows_collections=payload.collections is not None,
    )


def gone(body: bytes, shop: Shop) -> facts.Fact:
    """products/delete."""
    payload = decode(body, Product)
    return facts.ProductGone(product=values.identity(payload.admin_graphql_api_id, payload.id, "id"))


def collection_told(body: bytes, shop: Shop) -> facts.Fact:
    """collections/update and collections/delete: either way other products are in it than before, perhaps."""
    payload = decode(body, Collection)
    return facts.CollectionTold(collection=values.identity(payload.admin_graphql_api_id, payload.id, "id"))


def of_payload(payload: Product, shop: Shop) -> tuple[str, ProductFacts]:
    """(id, facts), by whichever way it came. Raises Unreadable."""
    if len(payload.variants or ()) > MOST_VARIANTS:
        raise Unreadable(f"variants: has more than {MOST_VARIANTS} entries")
    on_sale = (
        values.identity(one.admin_graphql_api_id, one.id, f"variants[{number}].id")
        for number, one in enumerate(payload.variants or ())
        if _is_on_sale(one, shop.currency, f"variants[{number}].")
    )
    return (
        values.identity(payload.admin_graphql_api_id, payload.id, "id"),
        ProductFacts(
            type=values.text(payload.product_type).strip(),
            vendor=values.text(payload.vendor).strip(),
            tags=values.words(tags(payload.tags)),
            collections=_collections(payload.collections or ()),
            on_sale=tuple(sorted(on_sale)),
        ),
    )


def _is_on_sale(variant: Variant, currency: str, field: str) -> bool:
    before = values.optional_amount(None, variant.compare_at_price, currency, f"{field}compare_at_price")
    price = values.optional_amount(None, variant.price, currency, f"{field}price")
    return before is not None and price is not None and before > price


def _collections(found: "list[CollectionOfProduct] | tuple[()]") -> tuple[str, ...]:
    ids = [values.optional_identity(None, one.id, "collections.id") for one in found]
    return values.words([*ids, *(one.handle for one in found)], most=2 * values.MOST_WORDS)
