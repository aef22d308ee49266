"""Deliveries that cannot be worked before the store has said more: it is asked while nothing is locked.

As long as a store is silent it is asked by one delivery's schedule for all, so that it holds up no worker.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from django.db import connection

from loyalty.desk import shelves
from loyalty.engine.facts import Fact, OrderTold
from loyalty.inbox import reasons
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed

log = structlog.get_logger(__name__)

Told = Sequence[tuple[int, Fact]]


def ask(shop_id: int, ids: Collection[str], *, now: datetime) -> bool:
    """Asks what these products are; False when the store gave no answer, or gave none lately."""
    silent = Delivery.objects.filter(
        shop_id=shop_id, state="ready", next_at__gt=now, reason=reasons.STORE_SILENT
    )
    if silent.exists():
        return False
    try:
        shelves.bring(shop=Shop.objects.get(id=shop_id), ids=ids, now=now)
    except StoreFailed as why:
        log.warning("a store did not say what its products are", shop=shop_id, why=str(why))
        return False
    _wake_the_waiting(shop_id, now=now)
    return True


def lacking(shop: Shop, told: Told, *, now: datetime) -> dict[int, set[str]]:
    """Ids of the products that must be read first, by the number of the delivery that needs them."""
    orders = [(number, fact) for number, fact in told if isinstance(fact, OrderTold)]
    if not orders:
        return {}
    wanted = shelves.lacking(shop=shop, told=[fact for _, fact in orders], now=now)
    return {number: wanted[fact.order] for number, fact in orders if fact.order in wanted}


def _wake_the_waiting(shop_id: int, *, now: datetime) -> None:
    """The store speaks again: what waited for it need not wait for its turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_delivery SET next_at = %s"
            " WHERE shop_id = %s AND state = 'ready' AND next_at > %s AND reason = %s",
            [now, shop_id, now, reasons.STORE_SILENT],
        )
