"""Puts deliveries back to work. Harmless by nature: facts are merged, nothing pays twice."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from loyalty.inbox import bell
from loyalty.shops.models import Audit, Shop

AGAIN = """
    UPDATE inbox_delivery AS d
    SET shop_id = shop.id, state = 'ready', attempts = 0, next_at = %(now)s, worked_at = NULL, reason = ''
    FROM shops_shop AS shop
    WHERE d.id = ANY (%(ids)s) AND d.state <> 'ready'
      AND shop.platform = d.platform AND shop.domain = d.shop_domain
      AND (%(shop)s::bigint IS NULL OR d.shop_id = %(shop)s)
    RETURNING d.id, d.shop_id
"""


def resend(*, shop: Shop, deliveries: Collection[int], actor: str, now: datetime) -> int:
    """Deliveries of this shop become ready, whatever became of them; how many. Others' ids are unknown."""
    return _again(shop_id=shop.id, deliveries=deliveries, actor=actor, now=now)


def resend_for_operator(*, deliveries: Collection[int], actor: str, now: datetime) -> int:
    """The same for any shop, and for deliveries that came before their shop did. Never from a panel."""
    return _again(shop_id=None, deliveries=deliveries, actor=actor, now=now)


@transaction.atomic
def _again(*, shop_id: int | None, deliveries: Collection[int], actor: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(AGAIN, {"ids": list(deliveries), "shop": shop_id, "now": now})
        woken: dict[int, list[int]] = {}
        for delivery, shop in cursor.fetchall():
            woken.setdefault(shop, []).append(delivery)
    Audit.objects.bulk_create(
        Audit(shop_id=shop, at=now, actor=actor, deed="deliveries.resend", detail={"deliveries": sorted(ids)})
        for shop, ids in woken.items()
    )
    transaction.on_commit(bell.ring)
    return sum(map(len, woken.values()))
