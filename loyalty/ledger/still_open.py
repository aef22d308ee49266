"""What members still have, in groups: by the day it was earned, by its last day, by the month the member came.

Summed from postings as they stand in the books: a credit opens a lot, a draw takes from one, an entry changes what
its member has. All of them are never changed, nor is the day of a lot or of a member's first being seen; so what is
kept of everything before a moment only needs the postings since. See docs/adr/0808-what-is-open-is-kept.md.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from loyalty.ledger.closed import ClosedUntil


def keep(closed: ClosedUntil, *, since: datetime | None, until: datetime) -> None:
    """Adds what was posted from `since` until `until` to what is kept; None for the beginning."""
    scope: dict[str, Any] = {
        "closed": closed.pk,
        "programme": closed.programme_id,
        "zone": closed.zone,
        "since": since,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP, scope)
        cursor.execute(EMPTY, scope)


def grouped(*, few: bool) -> str:
    """Sums of the transactions `t` (id, programme_id, zone); few of them are looked up one by one, where the planner
    would read everything."""
    rows = {
        "entry": ("ledger_entry", "transaction_id = t.id AND member_id IS NOT NULL"),
        "member": ("members_member", "id = e.member_id"),
        "lot": ("ledger_lot", "transaction_id = t.id"),
        "move": ("ledger_lotmove", "transaction_id = t.id"),
        "moved": ("ledger_lot", "id = v.lot_id"),
    }
    return GROUPED.format(
        days=DAYS,
        **{
            name: f"LATERAL (SELECT * FROM {table} WHERE {which} OFFSET 0)" if few else table  # noqa: S608 - texts of ours
            for name, (table, which) in rows.items()
        },
    )


DAYS = """(VALUES
    ('earned', (l.earned_at AT TIME ZONE t.zone)::date),
    ('ends', ((l.expires_at - interval '1 microsecond') AT TIME ZONE t.zone)::date))"""
GROUPED = """
SELECT g.programme_id, g.currency, g.kind, g.account, g.day, sum(g.amount)::bigint AS amount FROM (
  SELECT t.programme_id, e.currency, 'came' AS kind, e.account,
         date_trunc('month', m.first_seen_at AT TIME ZONE t.zone)::date AS day, e.amount
  FROM t JOIN {entry} e ON e.transaction_id = t.id JOIN {member} m ON m.id = e.member_id
  UNION ALL
  SELECT t.programme_id, l.currency, d.kind, l.account, d.day, l.amount
  FROM t JOIN {lot} l ON l.transaction_id = t.id CROSS JOIN LATERAL {days} d (kind, day)
  UNION ALL
  SELECT t.programme_id, l.currency, d.kind, l.account, d.day, v.amount
  FROM t JOIN {move} v ON v.transaction_id = t.id JOIN {moved} l ON l.id = v.lot_id
    CROSS JOIN LATERAL {days} d (kind, day)
) g GROUP BY 1, 2, 3, 4, 5 HAVING sum(g.amount) <> 0
"""
KEPT_ON = """
INSERT INTO ledger_stillopen AS kept (closed_id, programme_id, currency, kind, account, day, amount)
WITH t AS (
  SELECT id, programme_id, %(zone)s::text AS zone FROM ledger_transaction
  WHERE programme_id = %(programme)s AND posted_at < %(until)s
    AND (%(since)s::timestamptz IS NULL OR posted_at >= %(since)s)
)
SELECT %(closed)s, found.* FROM ({groups}) found
ON CONFLICT (closed_id, currency, kind, account, day) DO UPDATE SET amount = kept.amount + excluded.amount
"""
KEEP = KEPT_ON.format(groups=grouped(few=False))
EMPTY = "DELETE FROM ledger_stillopen WHERE closed_id = %(closed)s AND amount = 0"
BOTH = """
WITH t AS (
  SELECT t.id, t.programme_id, c.zone FROM ledger_closeduntil c
  JOIN ledger_transaction t ON t.programme_id = c.programme_id AND t.posted_at < c.until
  WHERE (%(programme)s::bigint IS NULL OR c.programme_id = %(programme)s)
)
SELECT 'programme', programme_id, 'keeps', sum(kept), currency, kind, day, account, 'the books say', sum(said) FROM (
  SELECT programme_id, currency, kind, account, day, amount AS kept, 0 AS said FROM ledger_stillopen
  WHERE (%(programme)s::bigint IS NULL OR programme_id = %(programme)s)
  UNION ALL SELECT programme_id, currency, kind, account, day, 0, amount FROM ({groups}) found
) both_sides GROUP BY programme_id, currency, kind, account, day HAVING sum(kept) <> sum(said)
"""
PROVEN = BOTH.format(groups=grouped(few=False))
