"""What waits in one queue, as the metrics tell it. The rows are the work, so the rows are counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from psycopg import sql

COUNTED = 100_000  # nobody needs to know more exactly how much too much it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """`age`: for how long the oldest due piece could have been worked. `dead` wait for a person; both up to COUNTED."""

    age: timedelta = timedelta()
    waiting: int = 0
    dead: int = 0


def of_parcels(table: str, *, now: datetime) -> Backlog:
    """A table's rows that wait until `due_at`, of shops that have the app: what others want waits for their return."""
    with connection.cursor() as cursor:
        cursor.execute(PARCELS.format(table=sql.Identifier(table)), {"now": now, "most": COUNTED})
        oldest, waiting, dead = cursor.fetchone()
    return Backlog(age=now - (oldest or now), waiting=waiting, dead=dead)


PARCELS = sql.SQL(
    """
    WITH here AS (SELECT shop_id FROM shops_installation WHERE uninstalled_at IS NULL)
    SELECT (SELECT min(due_at) FROM {table} WHERE state = 'waiting' AND due_at <= %(now)s AND shop_id IN (TABLE here)),
           (SELECT count(*) FROM (
              SELECT FROM {table}
              WHERE state = 'waiting' AND due_at <= %(now)s AND shop_id IN (TABLE here) LIMIT %(most)s) AS due),
           (SELECT count(*) FROM (SELECT FROM {table} WHERE state = 'dead' LIMIT %(most)s) AS dead)
    """
)
