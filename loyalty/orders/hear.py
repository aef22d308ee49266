"""Orders hear what the store tells, and remember the merge of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.common import sets
from loyalty.engine.facts import OrderTold
from loyalty.engine.order_state import OrderState, from_json, merge
from loyalty.shops.models import Shop


@dataclass(slots=True)
class Heard:
    """An order's locked row and its merged state. What the desk adds is written by `keep`."""

    number: int
    external_id: str
    state: OrderState
    member_id: int | None
    terms: dict[str, Any] | None
    news: bool = False


def hear(*, shop: Shop, told: Mapping[str, Sequence[OrderTold]], now: datetime) -> list[Heard]:
    """Merges what was told, by order id; the rows stay locked until the caller's transaction ends."""
    ids = sorted(told)
    sets.run(NEW_ORDERS, [{"id": one} for one in ids], shop.programme_id, shop.pk, now)
    rows = sets.run(LOCKED_ORDERS, [{"id": one} for one in ids], shop.pk)
    return [_merge(_locked(*row), told[row[1]]) for row in rows]


def known(*, shop: Shop, ids: Sequence[str]) -> dict[str, Heard]:
    """Orders as they stand in our books, by id, without a lock: to look at, not to keep."""
    rows = sets.run(KNOWN_ORDERS, [{"id": one} for one in sorted(ids)], shop.pk)
    return {row[1]: _locked(*row) for row in rows}


def _locked(number: int, external_id: str, state: str, member_id: int | None, terms: str | None) -> Heard:
    return Heard(number, external_id, from_json(state), member_id, json.loads(terms) if terms else None)


def keep(heard: Sequence[Heard], *, now: datetime) -> None:
    """Writes the rows in which something is new."""
    rows = [
        {
            "id": one.number,
            "name": one.state.header.name[:64] if one.state.header else "",
            "member": one.member_id,
            "processed": one.state.header.processed_at if one.state.header else None,
            "state": one.state,
            "terms": one.terms,
        }
        for one in heard
        if one.news
    ]
    sets.run(KEEP, rows, now)


def _merge(one: Heard, told: Sequence[OrderTold]) -> Heard:
    known = one.state
    for fact in told:
        one.state = merge(one.state, fact)
    one.news = one.state != known
    return one


NEW_ORDERS = """
INSERT INTO orders_order (programme_id, shop_id, told_at, name, state, external_id)
SELECT %s, %s, %s, '', '{}', id FROM json_to_recordset(%s) AS t (id text) ORDER BY id ON CONFLICT DO NOTHING
"""
LOCKED_ORDERS = """
SELECT id, external_id, state, member_id, terms FROM orders_order
WHERE shop_id = %s AND external_id IN (SELECT id FROM json_to_recordset(%s) AS t (id text))
ORDER BY external_id FOR UPDATE
"""
KNOWN_ORDERS = LOCKED_ORDERS.replace(" FOR UPDATE", "")
KEEP = """
UPDATE orders_order o
SET told_at = %s, name = t.name, member_id = t.member, processed_at = t.processed, state = t.state, terms = t.terms
FROM json_to_recordset(%s)
  AS t (id bigint, name text, member bigint, processed timestamptz, state jsonb, terms jsonb)
WHERE o.id = t.id
"""
