"""The compact rows of what counts towards tiers and plans; written with their cause, only where they differ."""

from collections.abc import Collection, Iterable
from typing import Any

from loyalty.common import sets
from loyalty.engine.plans import stored
from loyalty.orders.models import Order
from loyalty.programmes.live import Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.history import NOTHING, Source, history


def keep_qualifying(*, shop: Shop, sources: Iterable[Source]) -> set[int]:
    """Writes what is new; returns the members for whom something changed."""
    rows = list(sources)
    good = [_row(one, shop) for one in rows if one.counts != NOTHING]
    gone = [{"source": one.source, "shop": one.shop_id or shop.pk} for one in rows if one.counts == NOTHING]
    changed = sets.run(KEEP, good, shop.programme_id) + sets.run(DROP, gone, shop.programme_id)
    return {member for (member,) in changed}


def rebuild(*, shop: Shop, member_ids: Collection[int], versions: Timeline) -> None:
    """Writes members' rows anew from what they did: after other rules, and where none were kept before.

    The orders are locked before they are read, so that nothing newer is overwritten.
    """
    orders = Order.objects.select_for_update(no_key=True).filter(member_id__in=member_ids)
    list(orders.order_by("external_id").values_list("pk"))
    keep_qualifying(shop=shop, sources=history(shop=shop, member_ids=member_ids, versions=versions))


def _row(one: Source, shop: Shop) -> dict[str, Any]:
    counts = one.counts.tiers
    return {
        "shop": one.shop_id or shop.pk,
        "member": one.member_id,
        "source": one.source,
        "at": one.at,
        "spend": counts.spend_minor if counts else 0,
        "points": counts.points if counts else 0,
        "orders": counts.orders if counts else 0,
        "activity": counts.activities if counts else 0,
        "plans": stored(one.counts.plans),
    }


KEEP = """
INSERT INTO tiers_qualifying AS q
  (programme_id, shop_id, member_id, source, at, spend_minor, points, orders, activity, plans)
SELECT %s, shop, member, source, at, spend, points, orders, activity, plans FROM json_to_recordset(%s)
  AS t (shop bigint, member bigint, source text, at timestamptz, spend bigint, points bigint, orders int,
        activity bigint, plans jsonb)
ORDER BY shop, source
ON CONFLICT (shop_id, source) DO UPDATE
SET member_id = excluded.member_id, at = excluded.at, spend_minor = excluded.spend_minor,
    points = excluded.points, orders = excluded.orders, activity = excluded.activity, plans = excluded.plans
WHERE (q.member_id, q.at, q.spend_minor, q.points, q.orders, q.activity, q.plans) IS DISTINCT FROM
  (excluded.member_id, excluded.at, excluded.spend_minor, excluded.points, excluded.orders, excluded.activity,
   excluded.plans)
RETURNING member_id
"""
DROP = """
DELETE FROM tiers_qualifying
WHERE programme_id = %s
  AND (shop_id, source) IN (SELECT shop, source FROM json_to_recordset(%s) AS t (shop bigint, source text))
RETURNING member_id
"""
