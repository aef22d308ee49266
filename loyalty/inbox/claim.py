"""Which deliveries a worker takes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

import psycopg
from django.db import connection

BATCH = 100
BATCH_BYTES = 8 * 1024 * 1024

# A loose index scan: one probe of inbox_ready per shop, however many rows each shop has.
READY_SHOPS = """
    WITH RECURSIVE shop (id, due) AS (
        (SELECT shop_id, next_at FROM inbox_delivery
         WHERE state = 'ready' AND shop_id IS NOT NULL ORDER BY shop_id, next_at LIMIT 1)
        UNION ALL
        SELECT further.shop_id, further.next_at FROM shop, LATERAL (
            SELECT shop_id, next_at FROM inbox_delivery
            WHERE state = 'ready' AND shop_id > shop.id ORDER BY shop_id, next_at LIMIT 1) AS further
    )
    SELECT id, due FROM shop WHERE due <= %(now)s
"""

# The first row always counts, however large; the rest while the bodies together stay small.
CLAIM: LiteralString = """
    WITH taken AS MATERIALIZED (
        SELECT id, next_at, octet_length(body) AS size FROM inbox_delivery
        WHERE shop_id = %(shop)s AND state = 'ready' AND next_at <= %(now)s
        ORDER BY next_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ), counted AS (
        SELECT id, row_number() OVER way AS place, sum(size) OVER way AS upto FROM taken
        WINDOW way AS (ORDER BY next_at, id)
    )
    SELECT d.id, d.platform, d.topic, d.body, d.attempts, coalesce(d.triggered_at, d.received_at)
    FROM counted JOIN inbox_delivery AS d USING (id)
    WHERE place = 1 OR upto <= %(bytes)s ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery whose row this transaction has locked."""

    id: int
    platform: str
    topic: str
    body: bytes
    attempts: int
    told_at: datetime  # when the platform says that it happened, or else when it came


def ready_shops(*, now: datetime) -> list[int]:
    """Ids of shops with something to work now."""
    with connection.cursor() as cursor:
        cursor.execute(READY_SHOPS, {"now": now})
        return [row[0] for row in cursor.fetchall()]


def backlog_age(*, now: datetime) -> timedelta:
    """For how long the oldest delivery could have been worked, and was not; zero when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(READY_SHOPS, {"now": now})
        return max((now - row[1] for row in cursor.fetchall()), default=timedelta())


def claim(*, shop_id: int, now: datetime, batch: int) -> list[Claimed]:
    """Locks the oldest due deliveries of a shop; rows that another transaction holds are left to it."""
    wanted = {"shop": shop_id, "now": now, "batch": batch, "bytes": BATCH_BYTES}
    # Django's own cursor would carry the bodies as hexadecimal text.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(CLAIM, wanted, binary=True)
        return [
            Claimed(number, platform, topic, bytes(body), attempts, told_at)
            for number, platform, topic, body, attempts, told_at in cursor.fetchall()
        ]


def close(outcomes: Sequence[tuple[int, str, str]], *, now: datetime) -> None:
    """Writes (id, state, reason); rows that vanished meanwhile (their shop was redacted) do not matter."""
    if not outcomes:
        return
    ids, states, notes = (list(column) for column in zip(*outcomes, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inbox_delivery AS d
            SET state = o.state, reason = o.reason, worked_at = %(now)s, attempts = attempts + 1
            FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(notes)s::text[]) AS o (id, state, reason)
            WHERE d.id = o.id
            """,
            {"ids": ids, "states": states, "notes": notes, "now": now},
        )


def postpone(*, row: Claimed, until: datetime, reason: str) -> None:
    """The delivery stays ready, for later; unless somebody else has worked it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inbox_delivery SET attempts = attempts + 1, next_at = %s, reason = %s
            WHERE id = %s AND state = 'ready' AND attempts = %s
            """,
            [until, reason, row.id, row.attempts],
        )


def park(*, row: Claimed, reason: str, now: datetime) -> None:
    """The delivery waits for a person; unless somebody else has worked it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inbox_delivery
            SET attempts = attempts + 1, state = 'parked', worked_at = %s, reason = %s
            WHERE id = %s AND state = 'ready' AND attempts = %s
            """,
            [now, reason, row.id, row.attempts],
        )
