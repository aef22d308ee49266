"""A store told something of its products; what we read of them is then read again when it is needed."""

from datetime import datetime

from loyalty.engine.facts import CollectionTold, ProductGone, ProductTold
from loyalty.goods import told
from loyalty.shops.models import Shop

AGAIN = "will be read again"
NOTHING_NEW = "nothing new that rules look at"


def product_told(*, shop: Shop, fact: ProductTold, now: datetime) -> str:
    """A product was changed."""
    return _note(told.product_changed(shop=shop, product=fact.product, facts=fact.facts, now=now))


def product_gone(*, shop: Shop, fact: ProductGone, now: datetime) -> str:
    """A product was deleted."""
    return _note(told.product_gone(shop=shop, product=fact.product, now=now))


def collection_told(*, shop: Shop, fact: CollectionTold, now: datetime) -> str:
    """A collection was changed or deleted."""
    return _note(told.collection_changed(shop=shop, now=now))


def _note(changed: bool) -> str:
    return AGAIN if changed else NOTHING_NEW
