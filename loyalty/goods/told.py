"""What follows when a store says that its products changed: what we read of them is no longer believed.

Their facts are read again when the next order needs them, never before: a store may change its whole catalogue
for nothing that a rule looks at.
"""

from datetime import datetime

from django.db.models import Q
from msgspec.structs import replace

from loyalty.engine.goods import ProductFacts
from loyalty.goods import shelf
from loyalty.goods.models import Product
from loyalty.shops.models import Shop


def product_changed(*, shop: Shop, product: str, facts: ProductFacts, now: datetime) -> bool:
    """Whether anything that rules look at is new. A change of stock or price alone mostly is not."""
    known = shelf.of(shop=shop, ids=[product]).get(product)
    if known is None or known == replace(facts, collections=known.collections):
        return False
    return _changed(shop, Q(external_id=product), now)


def product_gone(*, shop: Shop, product: str, now: datetime) -> bool:
    """Whether it was known."""
    return _changed(shop, Q(external_id=product), now)


def collection_changed(*, shop: Shop, now: datetime) -> bool:
    """Whether any product was known: the telling does not say which came into the collection or left it."""
    return _changed(shop, Q(), now)


def _changed(shop: Shop, which: Q, now: datetime) -> bool:
    return bool(Product.objects.filter(which, shop=shop).update(changed_at=now))
