"""Deliveries that are done with are thrown away after their days: they hold what people told a store."""

from datetime import datetime, timedelta

from django.db import connection

KEPT = timedelta(days=60)  # the platform sends again for two days, and shows its own log for a month
AT_ONCE = 1000
LOOKED_AT = 20_000  # of the oldest; what waits for a person stays, and must not hide the rest

OLD = """
DELETE FROM inbox_delivery WHERE id IN (
  SELECT id FROM (SELECT id, state, received_at FROM inbox_delivery ORDER BY id LIMIT %s) AS oldest
  WHERE state IN ('worked', 'ignored') AND received_at < %s ORDER BY id LIMIT %s)
"""


def old_deliveries(*, now: datetime, at_most: int = 100 * AT_ONCE) -> int:
    """Of every shop, in small transactions; how many. Told once more, a fact finds its business key taken."""
    gone = 0
    while gone < at_most:
        with connection.cursor() as cursor:
            cursor.execute(OLD, [LOOKED_AT, now - KEPT, AT_ONCE])
            if not cursor.rowcount:
                break
            gone += cursor.rowcount
    return gone
