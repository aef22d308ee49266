"""Earlier subscription orders of members, to tell which cycle a new one is; see engine.cycles."""

from collections import defaultdict
from collections.abc import Collection

from loyalty.common import sets
from loyalty.engine.order_state import OrderState, from_json


def subscribed(*, programme_id: int, members: Collection[int]) -> dict[int, list[OrderState]]:
    """Orders with a line known to be on a subscription, by member; members without one are left out."""
    found: dict[int, list[OrderState]] = defaultdict(list)
    rows = sets.run(SUBSCRIBED, [{"id": one} for one in sorted(members)], programme_id)
    for member, state in rows:
        found[member].append(from_json(state))
    return dict(found)


SUBSCRIBED = """
SELECT o.member_id, o.state::text FROM orders_order AS o
WHERE o.programme_id = %s AND jsonb_exists(o.state, 'plans')
  AND o.member_id IN (SELECT id FROM json_to_recordset(%s) AS t (id bigint))
ORDER BY o.processed_at, o.id
"""
