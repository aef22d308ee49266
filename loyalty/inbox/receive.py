"""A webhook becomes a row: one statement, no parsing, no broker."""

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error as DjangoError

from loyalty.inbox import bell, reasons


class UnknownShop(Exception):
    """Stored and parked, for no shop of this address was ever here."""


class Unavailable(Exception):
    """The database cannot take the row now; the platform must send it again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery whose signature is proven. Texts carry no NUL and fit their columns."""

    platform: str
    shop_domain: str
    topic: str
    delivery_id: str
    event_id: str
    triggered_at: datetime | None
    headers: dict[str, str]
    body: bytes


NO_SHOP = 0
# The shop is looked up, never made. Raw psycopg: parameters are bound by the server, the body goes as bytes.
INSERT: LiteralString = """
    INSERT INTO inbox_delivery (shop_id, platform, shop_domain, topic, delivery_id, event_id, triggered_at,
                                received_at, next_at, headers, body, state, reason, attempts)
    SELECT shop.id, %(platform)s, %(shop_domain)s, %(topic)s, %(delivery_id)s, %(event_id)s,
           %(triggered_at)s::timestamptz, %(now)s::timestamptz, %(now)s::timestamptz,
           %(headers)s::jsonb, %(body)b,
           CASE WHEN %(reason)s <> '' OR shop.id IS NULL THEN 'parked' ELSE 'ready' END,
           CASE WHEN %(reason)s <> '' THEN %(reason)s WHEN shop.id IS NULL THEN %(no_shop)s ELSE '' END,
           0
    FROM (VALUES (1)) AS one
    LEFT JOIN shops_shop AS shop ON shop.domain = %(shop_domain)s AND shop.platform = %(platform)s
    ON CONFLICT (platform, shop_domain, delivery_id) DO NOTHING
    RETURNING shop_id
"""


def receive(*, arrival: Arrival, now: datetime) -> bool:
    """Stores the delivery durably and wakes a worker; False for one that was stored before.

    A body above INBOX_BODY_LIMIT is kept, but parked. Raises Unavailable while the database is away, and
    UnknownShop after it has stored the delivery of one.
    """
    stored = _insert(
        {
            "platform": arrival.platform,
            "shop_domain": arrival.shop_domain,
            "topic": arrival.topic,
            "delivery_id": arrival.delivery_id,
            "event_id": arrival.event_id,
            "triggered_at": arrival.triggered_at,
            "now": now,
            "headers": json.dumps(arrival.headers),
            "body": arrival.body,
            "reason": reasons.TOO_LARGE if len(arrival.body) > settings.INBOX_BODY_LIMIT else "",
            "no_shop": reasons.NO_SHOP,
        }
    )
    if stored is None:
        return False
    if stored == NO_SHOP:
        raise UnknownShop
    connections["default"].on_commit(bell.ring)
    return True


def _insert(row: dict[str, Any]) -> int | None:
    """The shop's number, or NO_SHOP; None for a delivery that was stored before.

    The connection outlives the request: a dead one is replaced once before we give up."""
    database = connections["default"]  # this thread's own, looked up once: the lookup is not free
    kept = database.connection is not None and not database.in_atomic_block
    try:
        return _once(row, database)
    except (psycopg.Error, DjangoError) as first:
        _hang_up(database)
        if not kept:
            raise Unavailable from first
    try:
        return _once(row, database)
    except (psycopg.Error, DjangoError) as second:
        _hang_up(database)
        raise Unavailable from second


def _once(row: dict[str, Any], database: BaseDatabaseWrapper) -> int | None:
    database.ensure_connection()
    raw = database.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = sys.maxsize  # Django forbids prepared statements; we want this one only
    with psycopg.Cursor(raw) as cursor:
        cursor.execute(INSERT, row, prepare=True)
        found = cursor.fetchone()
        return None if found is None else found[0] or NO_SHOP


def _hang_up(database: BaseDatabaseWrapper) -> None:
    if not database.in_atomic_block:
        database.close()
