"""Whose points the clock has something to do with: holds that have run out, lots that are over."""

from datetime import datetime

from django.db import connection

BATCH = 500


def due(*, now: datetime, after: tuple[int, int] = (0, 0), limit: int = BATCH) -> list[tuple[int, int]]:
    """(programme, member) of members with something due by `now`, from `after` on, in order.

    A lot may be due by its dates and yet wait for a notice, or for a shop that is gone: the purse decides.
    """
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now, "programme": after[0], "member": after[1], "limit": limit})
        return [(programme, member) for programme, member in cursor.fetchall()]


DUE = """
SELECT programme_id, member_id FROM (
  SELECT programme_id, member_id FROM ledger_lot
  WHERE remaining > 0 AND account = 'pending' AND available_at <= %(now)s
  UNION SELECT programme_id, member_id FROM ledger_lot
  WHERE remaining > 0 AND account = 'available' AND expires_at IS NOT NULL AND expires_at <= %(now)s
  UNION SELECT programme_id, member_id FROM ledger_balance
  WHERE available > 0 AND keeps_until IS NOT NULL AND keeps_until <= %(now)s
) due
WHERE (programme_id, member_id) > (%(programme)s, %(member)s)
ORDER BY programme_id, member_id LIMIT %(limit)s
"""
