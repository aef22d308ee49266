"""The limit: the same rows written in sets of a hundred by hand-made SQL, with no rules, no merging and no checks.

What the database itself does (sums, balances, keys) it does here too.
"""

from typing import Any

import msgspec
from django.db import connection, transaction

from loyalty.common.sets import new_ids, run
from loyalty.members.models import Identity
from loyalty.shops.models import Shop

BATCH = 100


class Customer(msgspec.Struct):
    id: int


class Item(msgspec.Struct):
    id: int
    price: str
    quantity: int


class Order(msgspec.Struct):
    id: int
    name: str
    processed_at: str
    customer: Customer
    line_items: list[Item]


_read = msgspec.json.Decoder(Order).decode


def drain(shop: Shop) -> int:
    """Works everything that waits; every customer must be known already."""
    known = dict(Identity.objects.filter(shop=shop, kind="customer").values_list("value", "member_id"))
    done = 0
    while count := _batch(shop, known):
        done += count
    return done


@transaction.atomic
def _batch(shop: Shop, known: dict[str, int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [shop.pk, BATCH])
        claimed = cursor.fetchall()
    rows = _rows(claimed, known)
    for statement in WRITES:
        run(statement, rows, *_before(statement, shop))
    return len(rows)


def _before(statement: str, shop: Shop) -> list[int]:
    return [shop.programme_id, shop.pk] if "SELECT %s, %s" in statement else []


def _rows(claimed: list[tuple[int, bytes]], known: dict[str, int]) -> list[dict[str, Any]]:
    if not claimed:
        return []
    awards, postings, lots = (
        iter(new_ids(table, len(claimed))) for table in ("ledger_award", "ledger_transaction", "ledger_lot")
    )
    rows = []
    for delivery, body in claimed:
        order = _read(bytes(body))
        cents = sum(int(item.price.replace(".", "")) * item.quantity for item in order.line_items)
        rows.append(
            {
                "delivery": delivery, "source": f"order:{order.id}", "external": str(order.id), "name": order.name,
                "member": known[str(order.customer.id)], "at": order.processed_at, "points": cents * 5 // 100,
                "award": next(awards), "posting": next(postings), "lot": next(lots), "state": order,
            }
        )  # fmt: skip
    return rows


ROWS = """json_to_recordset(%s) AS t (delivery bigint, source text, external text, name text, member bigint,
  at timestamptz, points bigint, award bigint, posting bigint, lot bigint, state jsonb)"""
CLAIM = """
SELECT id, body FROM inbox_delivery WHERE shop_id = %s AND state = 'ready' ORDER BY next_at, id LIMIT %s
FOR UPDATE SKIP LOCKED
"""
WRITES = (
    f"""INSERT INTO orders_order (programme_id, shop_id, external_id, name, member_id, processed_at, told_at,
      state, terms)
    SELECT %s, %s, external, name, member, at, at, state, '{{}}' FROM {ROWS}""",
    f"""INSERT INTO ledger_award (programme_id, shop_id, id, member_id, source, rule, version, posted, written_off,
      steps, outcome, available_at, effective_at, decided_at, reason)
    SELECT %s, %s, award, member, source, 'order', 1, points, 0, 1, 'awarded', at, at, at, state FROM {ROWS}""",
    f"""INSERT INTO ledger_transaction (programme_id, shop_id, id, member_id, award_id, kind, key, source, version,
      actor, reason, effective_at, posted_at)
    SELECT %s, %s, posting, member, award, 'order', source, source, 1, 'shop', state, at, at FROM {ROWS}""",
    f"""INSERT INTO ledger_lot (programme_id, shop_id, id, transaction_id, member_id, award_id, account, amount,
      remaining, earned_at, available_at)
    SELECT %s, %s, lot, posting, member, award, 'available', points, points, at, at FROM {ROWS}""",
    f"""INSERT INTO ledger_entry (programme_id, shop_id, transaction_id, member_id, account, amount)
    SELECT %s, %s, posting, leg.member, leg.account, leg.amount FROM {ROWS},
      LATERAL (VALUES (member, 'available', points), (NULL, 'issued', -points)) AS leg (member, account, amount)""",
    f"""UPDATE inbox_delivery d SET state = 'worked', worked_at = now(), attempts = 1 FROM {ROWS}
    WHERE d.id = t.delivery""",
)
