"""Reading tables that only grow, row by row and none left out, without a word from those who write them.

Numbers are given before rows are committed, so a row may appear below one that was read already. A mark is set at the
last row; it is read up to that mark once every transaction that was open then has ended (docs/adr/0401).
"""

from collections.abc import Callable

from django.db import connection, transaction
from psycopg import sql

from loyalty.notices.models import Tide

AT_ONCE = 2000
Read = Callable[[int, int], None]


def flow(*, source: str, table: str, read: Read, patient: bool = True) -> int:
    """Calls `read` with (after, up_to] of ids until all that is sure has been read; returns how many batches.

    What `read` writes is committed with the mark, so it happens once. A new source begins at the present end.
    `patient` False also reads what a transaction still open might yet add to: for tests inside one.
    """
    batches = 0
    while _step(source, table, read, patient):
        batches += 1
    return batches


@transaction.atomic
def _step(source: str, table: str, read: Read, patient: bool) -> bool:
    last, oldest, newest = _now(table)
    row = Tide.objects.select_for_update(skip_locked=True).filter(source=source).first()
    if row is None:
        fresh = {"done": last, "mark": last, "horizon": newest}
        Tide.objects.get_or_create(source=source, defaults=fresh)
        return False
    if not patient:
        row.mark = last
    elif row.horizon > newest:  # restored into another cluster, whose transactions are counted anew
        row.horizon = newest
    sure = row.mark if oldest >= row.horizon or not patient else row.done
    up_to = min(sure, row.done + AT_ONCE)
    if up_to > row.done:
        read(row.done, up_to)
        row.done = up_to
    if row.done >= row.mark and last > row.mark:
        row.mark, row.horizon = last, newest
    row.save()
    return row.done < sure


def _now(table: str) -> tuple[int, int, int]:
    """The last row there is, the oldest transaction that is open, and the next one to begin: of one moment."""
    with connection.cursor() as cursor:
        cursor.execute(NOW.format(sql.Identifier(table)))
        last, oldest, newest = cursor.fetchone()
    return last, oldest, newest


NOW = sql.SQL(
    """
    SELECT coalesce((SELECT max(id) FROM {}), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    """
)
