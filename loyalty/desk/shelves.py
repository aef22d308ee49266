"""Product facts for orders: what is lacking is asked of the store before the orders are worked, never meanwhile.

Only a shop whose rules look at product facts pays for it, and only for orders whose terms are not pinned yet:
those keep the facts they were decided by, whatever becomes of the product.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from loyalty.engine.facts import Header, OrderTold
from loyalty.engine.goods import ProductFacts
from loyalty.goods import shelf
from loyalty.orders.models import Order
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.models import Shop
from loyalty.shops.platform import platform


class GoodsUnknown(Exception):
    """Orders name products that must be read first: `bring` them outside of any transaction, then try again."""

    def __init__(self, ids: Collection[str]) -> None:
        super().__init__(f"{len(ids)} products must be read first")
        self.ids = frozenset(ids)


def lacking(*, shop: Shop, told: Sequence[OrderTold], now: datetime) -> dict[str, set[str]]:
    """Ids of the products that must be read first, by the order that needs them."""
    versions = timeline(programme_id=shop.programme_id)
    wanted = {
        fact.order: products(fact.header)
        for fact in told
        if fact.header is not None and _looks_at_goods(versions, fact.header)
    }
    if not any(wanted.values()):
        return {}
    for pinned in _pinned(shop, wanted):
        del wanted[pinned]
    stale = shelf.stale(shop=shop, ids=set().union(*wanted.values()), now=now)
    return {order: ids & stale for order, ids in wanted.items() if ids & stale}


def bring(*, shop: Shop, ids: Collection[str], now: datetime) -> None:
    """Asks the store and keeps what it says. Not inside a transaction. Raises StoreFailed."""
    if ids:
        found = platform(shop.platform).products(shop=shop, ids=ids)
        shelf.keep(shop=shop, ids=ids, found=found, read_at=now)


def bring_lacking(*, shop: Shop, told: Sequence[OrderTold], now: datetime) -> None:
    """As `bring`, for what these orders lack."""
    wanted = lacking(shop=shop, told=told, now=now)
    bring(shop=shop, ids=set().union(*wanted.values()), now=now)


def goods_of(*, shop: Shop, headers: Iterable[Header]) -> dict[str, ProductFacts]:
    """What is known of the products of these orders, by product. Raises GoodsUnknown when one was never read."""
    ids = set().union(*(products(header) for header in headers))
    known = shelf.of(shop=shop, ids=ids)
    if len(known) < len(ids):
        raise GoodsUnknown(ids - known.keys())
    return known


def products(header: Header) -> set[str]:
    """Ids of the products an order names; a custom item has none."""
    return {line.product for line in header.lines if line.product}


def _looks_at_goods(versions: Timeline, header: Header) -> bool:
    live = versions.live(header.processed_at)
    return live is not None and live.document.asks_about_goods


def _pinned(shop: Shop, orders: Iterable[str]) -> set[str]:
    rows = Order.objects.filter(shop=shop, external_id__in=list(orders), terms__isnull=False)
    return set(rows.values_list("external_id", flat=True))
