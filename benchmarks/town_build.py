"""A town of shops, grown from one quarter that really lived: its rows are copied inside PostgreSQL, ids moved along.

The quarter's orders go through the inbox and the desk; its copies are the same rows with other ids, keys and days, so
that every proof of the books holds over all of them. Triggers are off meanwhile: what they keep is copied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from benchmarks import world
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Shop

MEMBERS, ORDERS = 500, 5  # of a quarter: people, and what each of them bought
SOLD = MEMBERS * ORDERS
STRIDE = 1_000_000  # between the ids of one copy and of the next
# A shop's own tables, then the people's; each after those that it points to.
OF_SHOPS = ("shops_programme", "shops_shop", "shops_installation", "programmes_version")
OF_PEOPLE = (
    "members_member", "members_identity", "orders_order", "ledger_award", "ledger_transaction", "ledger_entry",
    "ledger_lot", "ledger_lotmove", "ledger_balance", "ledger_spend", "tiers_qualifying",
)  # fmt: skip
CHAINED = "ledger_transaction"  # its rows are written twice
UNIQUE = ("domain", "external_id", "value", "key", "source")  # texts that must differ between copies
DAYS = 700  # the copies' histories lie spread over so many days, those of one copy's members over all of them
APART = 140  # days between members of one copy


@dataclass(frozen=True)
class Copy:
    """One quarter more: `people` and `shop` say how far their ids are moved."""

    people: int
    shop: int


def quarter(shop: Shop, *, members: int = MEMBERS, each: int = ORDERS) -> None:
    """The first quarter, through the inbox."""
    world.store(shop, first=0, count=members * each, customers=members)
    while Delivery.objects.filter(shop=shop, state=Delivery.State.READY).exists():
        drain()
    Delivery.objects.filter(shop=shop).delete()  # bodies of 8 KB are not what is to be large here


def grow(*, programme_id: int, since: int, until: int, shops: int) -> None:
    """Quarters of a programme from number `since` on: every fifth in its shop, the others in other shops by turns."""
    copies = _shared_out(since, until, shops)
    there = {0, *(copy.shop for copy in _shared_out(1, since, shops))}
    new = sorted({copy.shop for copy in copies} - there)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '1GB'")
        for table in OF_SHOPS:
            _copy(cursor, table, [Copy(number, number) for number in new], "true")
        chained = _indexes_dropped(cursor, CHAINED)
        for table in OF_PEOPLE:
            again = _indexes_dropped(cursor, table)
            _copy(cursor, table, copies, f"row.programme_id = {programme_id}")
            _run(cursor, again)
        _link_anew(cursor, first=since * STRIDE)
        _run(cursor, chained)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _indexes_dropped(cursor: Any, table: str) -> list[str]:
    """Indexes are made faster than kept; answers how. Those that keys point to stay."""
    cursor.execute(INDEXES, [table])
    rows = cursor.fetchall()
    _run(cursor, [drop for drop, _ in rows])
    return [make for _, make in rows]


def _run(cursor: Any, statements: Sequence[str]) -> None:
    for statement in statements:
        cursor.execute(statement)


def _shared_out(since: int, until: int, shops: int) -> list[Copy]:
    return [
        Copy(number, number % (shops - 1) + 1 if number % 5 and shops > 1 else 0)
        for number in range(since, until)
    ]


def _copy(cursor: Any, table: str, plan: Sequence[Copy], which: str) -> None:
    """One statement: the quarter's rows times the copies."""
    values = []
    for name, kind, refers in _columns(table):
        column = sql.SQL("row.{}").format(sql.Identifier(name))
        if refers in OF_SHOPS or (name == "id" and table in OF_SHOPS):
            values.append(sql.SQL("{} + copy.shop").format(column))
        elif refers in OF_PEOPLE or name == "id":
            values.append(sql.SQL("{} + copy.people").format(column))
        elif name in UNIQUE:
            values.append(sql.SQL("{} || '-' || copy.number").format(column))
        elif kind == "timestamp with time zone" and table in OF_PEOPLE:
            values.append(
                sql.SQL("{} - mod(copy.days + {}, {}) * interval '1 day'").format(column, _whose(table), DAYS)
            )
        else:
            values.append(column)
    names = [sql.Identifier(name) for name, _, _ in _columns(table)]
    cursor.execute(
        sql.SQL(COPY).format(
            table=sql.Identifier(table), names=sql.SQL(", ").join(names), values=sql.SQL(", ").join(values),
            which=sql.SQL(which),
        ),
        [
            [copy.people for copy in plan], [copy.people * STRIDE for copy in plan],
            [copy.shop * STRIDE for copy in plan], [copy.people * 37 % DAYS for copy in plan], STRIDE,
        ],
    )  # fmt: skip


def _whose(table: str) -> sql.Composed:
    """By how many days more what is one member's lies back."""
    member = "id" if table == "members_member" else "member_id"
    return sql.SQL("coalesce(row.{}, 0) * {}").format(sql.Identifier(member), APART)


def _columns(table: str) -> list[tuple[str, str, str]]:
    """Name, type and the table it refers to, of each column that is not reckoned by the database."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        return [(name, kind, refers or "") for name, kind, refers in cursor.fetchall()]


def _link_anew(cursor: Any, *, first: int) -> None:
    """The copies' chains, one place in them after the other; the proofs say whether that was right."""
    cursor.execute(PLACES, [first])
    cursor.execute("CREATE INDEX ON place (n); ANALYZE place")
    cursor.execute("SELECT max(n) FROM place")
    [last] = cursor.fetchone()
    for place in range(1, (last or 0) + 1):  # none where nothing was copied
        cursor.execute(LINK, [place])


PLACES = """
CREATE TEMP TABLE place ON COMMIT DROP AS
SELECT id, row_number() OVER w AS n, lag(id) OVER w AS previous FROM ledger_transaction WHERE id >= %s
WINDOW w AS (PARTITION BY member_id, shop_id ORDER BY id)
"""
LINK = """
UPDATE ledger_transaction AS t SET link = sha256(convert_to((jsonb_build_array(
  coalesce((SELECT encode(b.link, 'hex') FROM ledger_transaction b WHERE b.id = place.previous), ''),
  t.id, t.programme_id, t.shop_id, t.member_id, t.award_id, t.kind, t.key, t.source, t.version, t.actor, t.reason,
  (extract(epoch FROM t.effective_at) * 1000000)::bigint, (extract(epoch FROM t.posted_at) * 1000000)::bigint,
  (extract(epoch FROM t.keeps_until) * 1000000)::bigint,
  coalesce((SELECT jsonb_agg(jsonb_build_array(account, amount) ORDER BY account COLLATE "C")
            FROM ledger_entry e WHERE e.transaction_id = t.id), '[]'),
  coalesce((SELECT jsonb_agg(jsonb_build_array(id, account, amount,
              (extract(epoch FROM earned_at) * 1000000)::bigint, (extract(epoch FROM available_at) * 1000000)::bigint,
              (extract(epoch FROM expires_at) * 1000000)::bigint, award_id) ORDER BY id)
            FROM ledger_lot l WHERE l.transaction_id = t.id), '[]'),
  coalesce((SELECT jsonb_agg(jsonb_build_array(lot_id, amount) ORDER BY lot_id, amount)
            FROM ledger_lotmove m WHERE m.transaction_id = t.id), '[]'))
  || CASE t.currency WHEN 'points' THEN '[]' ELSE jsonb_build_array(t.currency) END)::text, 'UTF8'))
FROM place WHERE place.id = t.id AND place.n = %s
"""
INDEXES = """
SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %%s', i.indexrelid::regclass)
            ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%s', i.indrelid::regclass, quote_ident(c.conname)) END,
       CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
            ELSE format('ALTER TABLE %%s ADD CONSTRAINT %%s %%s', i.indrelid::regclass, quote_ident(c.conname),
                        pg_get_constraintdef(c.oid)) END
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'
WHERE i.indrelid = %s::regclass AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conindid = i.indexrelid AND f.contype <> 'u')
ORDER BY i.indexrelid
"""
COPY = """
INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE
SELECT {values} FROM {table} AS row
CROSS JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::int[]) AS copy (number, people, shop, days)
WHERE row.id < %s AND {which}
"""
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL), (
  SELECT c.confrelid::regclass::text FROM pg_constraint c
  WHERE c.contype = 'f' AND c.conrelid = a.attrelid AND c.conkey = ARRAY[a.attnum])
FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attnum
"""
