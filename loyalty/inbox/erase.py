"""Raw webhooks hold names and addresses: when a person must be forgotten, so must those bodies."""

from collections.abc import Sequence

from django.db import connection

from loyalty.inbox.reasons import ERASED

ERASE = """
UPDATE inbox_delivery SET body = ''::bytea, headers = '{}'::jsonb, reason = %(reason)s
WHERE shop_id = %(shop)s AND (
  id = ANY(%(ids)s)
  OR (state <> 'ready' AND EXISTS (
    SELECT 1 FROM unnest(%(traces)s::bytea[]) AS trace WHERE position(trace IN body) > 0
  ))
)
"""


def erase(*, shop_id: int, ids: Sequence[int], traces: Sequence[str]) -> int:
    """Empties these deliveries and every closed one of the shop that holds a trace; how many."""
    wanted = [trace.encode() for trace in traces if trace]
    with connection.cursor() as cursor:
        cursor.execute(ERASE, {"shop": shop_id, "ids": list(ids), "traces": wanted, "reason": ERASED})
        return int(cursor.rowcount)
