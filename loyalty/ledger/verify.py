"""Proving the books: from the entries alone everything else must follow.

Each proof is one question to PostgreSQL over a whole programme (or all of them) and answers the first faults.
Laws: S1 sums, S2 balances and lots, S3 bounds, S5 origins, A1 awards against their transactions, L1 roll-forward.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

FIRST = 10


@dataclass(frozen=True, slots=True)
class Proof:
    """One law, how many rows it was asked of, and the first faults (empty when it holds)."""

    law: str
    what: str
    checked: int
    faults: list[str]


def verify(*, programme_id: int | None = None) -> list[Proof]:
    """Every proof, over one programme or all; reads only, in one snapshot."""
    with connection.cursor() as cursor:
        return [_prove(cursor, *proof, programme_id) for proof in PROOFS]


def sound(proofs: list[Proof]) -> bool:
    """Whether every law holds."""
    return not any(proof.faults for proof in proofs)


def as_json(proofs: list[Proof]) -> dict[str, Any]:
    """The answer of `manage.py ledger verify --json`."""
    return {"sound": sound(proofs), "proofs": [asdict(proof) for proof in proofs]}


def _prove(cursor: Any, law: str, what: str, count: str, faults: str, programme_id: int | None) -> Proof:
    scope = {"programme": programme_id, "first": FIRST}
    cursor.execute(count, scope)
    checked = cursor.fetchone()[0]
    cursor.execute(faults + " LIMIT %(first)s", scope)
    return Proof(law, what, checked, [" ".join(map(str, row)) for row in cursor.fetchall()])


def _count(table: str) -> str:
    return f"SELECT count(*) FROM {table} WHERE %(programme)s::bigint IS NULL OR programme_id = %(programme)s"  # noqa: S608 - table names of our own


PROOFS = (
    (
        "S1",
        "every transaction has entries that sum to zero",
        _count("ledger_transaction"),
        """
        SELECT 'transaction', t.id, 'sums to', coalesce(sum(e.amount), 0), 'over', count(e.id), 'entries'
        FROM ledger_transaction t LEFT JOIN ledger_entry e ON e.transaction_id = t.id
        WHERE (%(programme)s::bigint IS NULL OR t.programme_id = %(programme)s)
        GROUP BY t.id HAVING coalesce(sum(e.amount), 0) <> 0 OR count(e.id) = 0
        """,
    ),
    (
        "S2",
        "every balance is the sum of its entries",
        _count("ledger_balance"),
        """
        SELECT 'member', coalesce(b.member_id, s.member_id), 'shows', b.available, b.pending, b.reserved, b.debt,
               'entries say', s.available, s.pending, s.reserved, s.debt
        FROM (SELECT * FROM ledger_balance b
          WHERE (%(programme)s::bigint IS NULL OR b.programme_id = %(programme)s)) b
        FULL JOIN (
          SELECT member_id,
                 coalesce(sum(amount) FILTER (WHERE account = 'available'), 0) AS available,
                 coalesce(sum(amount) FILTER (WHERE account = 'pending'), 0) AS pending,
                 coalesce(sum(amount) FILTER (WHERE account = 'reserved'), 0) AS reserved,
                 coalesce(sum(amount) FILTER (WHERE account = 'debt'), 0) AS debt
          FROM ledger_entry e WHERE member_id IS NOT NULL
          AND (%(programme)s::bigint IS NULL OR e.programme_id = %(programme)s) GROUP BY member_id
        ) s USING (member_id)
        WHERE (coalesce(b.available, 0), coalesce(b.pending, 0), coalesce(b.reserved, 0), coalesce(b.debt, 0))
           <> (coalesce(s.available, 0), coalesce(s.pending, 0), coalesce(s.reserved, 0), coalesce(s.debt, 0))
        """,
    ),
    (
        "S2",
        "every lot is what its moves left of it",
        _count("ledger_lot"),
        """
        SELECT 'lot', l.id, 'shows', l.remaining, 'moves say', l.amount + coalesce(sum(m.amount), 0)
        FROM ledger_lot l LEFT JOIN ledger_lotmove m ON m.lot_id = l.id
        WHERE (%(programme)s::bigint IS NULL OR l.programme_id = %(programme)s)
        GROUP BY l.id HAVING l.remaining <> l.amount + coalesce(sum(m.amount), 0)
        """,
    ),
    (
        "S2",
        "open lots and balances agree",
        _count("ledger_balance"),
        """
        SELECT 'member', b.member_id, 'has', b.available, b.pending, 'lots hold',
               coalesce(sum(l.remaining) FILTER (WHERE l.account = 'available'), 0),
               coalesce(sum(l.remaining) FILTER (WHERE l.account = 'pending'), 0)
        FROM ledger_balance b LEFT JOIN ledger_lot l ON l.member_id = b.member_id AND l.remaining > 0
        WHERE (%(programme)s::bigint IS NULL OR b.programme_id = %(programme)s)
        GROUP BY b.member_id, b.available, b.pending
        HAVING b.available <> coalesce(sum(l.remaining) FILTER (WHERE l.account = 'available'), 0)
            OR b.pending <> coalesce(sum(l.remaining) FILTER (WHERE l.account = 'pending'), 0)
        """,
    ),
    (
        "S3",
        "nothing is below zero and no debt above it",
        _count("ledger_balance"),
        """
        SELECT 'member', b.member_id, 'has', b.available, b.pending, b.reserved, b.debt FROM ledger_balance b
        WHERE (%(programme)s::bigint IS NULL OR b.programme_id = %(programme)s)
          AND (b.available < 0 OR b.pending < 0 OR b.reserved < 0 OR b.debt > 0)
        """,
    ),
    (
        "S5",
        "entries share their transaction's programme and shop",
        _count("ledger_entry"),
        """
        SELECT 'entry', e.id, 'of transaction', t.id FROM ledger_entry e JOIN ledger_transaction t
          ON t.id = e.transaction_id
        WHERE (%(programme)s::bigint IS NULL OR t.programme_id = %(programme)s)
          AND (e.programme_id, e.shop_id) <> (t.programme_id, t.shop_id)
        """,
    ),
    (
        "A1",
        "every award holds what its transactions posted",
        _count("ledger_award"),
        """
        SELECT 'award', a.id, 'holds', a.posted, 'transactions posted', coalesce(s.posted, 0)
        FROM ledger_award a LEFT JOIN (
          SELECT t.award_id, sum((t.reason ->> 'change')::bigint) AS posted FROM ledger_transaction t
          WHERE t.kind IN ('award', 'clawback')
          AND (%(programme)s::bigint IS NULL OR t.programme_id = %(programme)s) GROUP BY t.award_id
        ) s ON s.award_id = a.id
        WHERE (%(programme)s::bigint IS NULL OR a.programme_id = %(programme)s)
          AND a.posted <> coalesce(s.posted, 0)
        """,
    ),
    (
        "L1",
        "what members have is what shops issued and did not take back",
        _count("ledger_entry"),
        """
        SELECT 'programme', e.programme_id, 'is out by', sum(e.amount) FROM ledger_entry e
        WHERE (%(programme)s::bigint IS NULL OR e.programme_id = %(programme)s)
        GROUP BY e.programme_id HAVING sum(e.amount) <> 0
        """,
    ),
)
