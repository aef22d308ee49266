"""The books' one door. Everything that changes a point is written here, in sets, inside one database transaction.

    with open_book(programme_id=1, member_ids={7}, now=now) as book:
        moves = book.purse(7).take(50, against="adjusted")
        book.record(Posting(...), moves)

Opening locks the members' balances in id order and loads their open lots; leaving writes transactions, entries,
lots and moves with one statement each. The database checks the laws again (migration 0002).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count
from typing import Any

from django.db import connection, transaction

from loyalty.common import sets
from loyalty.engine.purse import Lot, Moves, Purse
from loyalty.ledger.models import MEMBER_ACCOUNTS

Row = dict[str, Any]
AHEAD = 32  # ids fetched at a time


class MemberMoved(Exception):
    """A member was merged into another while the caller was at work; try again and find the kept one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What a transaction says of itself. `key` is the business key: the same key never posts twice."""

    shop_id: int
    member_id: int
    kind: str
    key: str
    source: str
    version: int
    actor: str
    reason: dict[str, Any]
    effective_at: datetime
    award_id: int | None = None


@dataclass(slots=True)
class Book:
    """An open book of one programme; made by open_book."""

    programme_id: int
    now: datetime
    purses: dict[int, Purse]
    _posted: list[tuple[int, Posting, Moves]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: _ids("ledger_transaction"))

    def purse(self, member_id: int) -> Purse:
        """The member's purse; KeyError unless the book was opened for that member."""
        return self.purses[member_id]

    def record(self, posting: Posting, moves: Moves) -> None:
        """Keeps one transaction for writing. Moves without legs are nothing to record."""
        if any(moves.legs.values()):
            self._posted.append((next(self._numbers), posting, moves))

    def write(self) -> None:
        """Writes what was recorded; called on leaving."""
        if not self._posted:
            return
        sets.run(TRANSACTIONS, self._transactions())
        sets.run(LOTS, self._lots())
        sets.run(MOVES, self._moves())
        sets.run(ENTRIES, self._entries())
        self._posted.clear()

    def _transactions(self) -> list[Row]:
        return [
            {"id": number, "programme": self.programme_id, "shop": p.shop_id, "member": p.member_id,
             "award": p.award_id, "kind": p.kind, "key": p.key, "source": p.source, "version": p.version,
             "actor": p.actor, "reason": p.reason, "effective": p.effective_at}
            for number, p, _ in self._posted
        ]  # fmt: skip

    def _entries(self) -> list[Row]:
        return [
            {"transaction": number, "programme": self.programme_id, "shop": p.shop_id, "account": account,
             "member": p.member_id if account in MEMBER_ACCOUNTS else None, "amount": amount}
            for number, p, moves in self._posted
            for account, amount in moves.legs.items()
            if amount
        ]  # fmt: skip

    def _lots(self) -> list[Row]:
        return [
            {"id": lot.id, "transaction": number, "programme": self.programme_id, "shop": p.shop_id,
             "member": p.member_id, "award": lot.award or None, "account": lot.account, "amount": lot.amount,
             "earned": lot.earned_at, "available": lot.available_at, "expires": lot.expires_at}
            for number, p, moves in self._posted
            for lot in moves.opened
        ]  # fmt: skip

    def _moves(self) -> list[Row]:
        return [
            {"transaction": number, "programme": self.programme_id, "lot": lot.id, "amount": amount}
            for number, _, moves in self._posted
            for lot, amount in moves.used
        ]


@contextmanager
def open_book(*, programme_id: int, member_ids: Iterable[int], now: datetime) -> Iterator[Book]:
    """Locks and loads the members, writes on leaving without an error.

    Raises MemberMoved; raises IntegrityError when a key was posted before, or a law of the books would break.
    """
    with transaction.atomic():
        book = Book(programme_id, now, _load(programme_id, sorted(set(member_ids))))
        yield book
        book.write()


def posted_keys(*, programme_id: int, keys: Iterable[str]) -> set[str]:
    """Which of these business keys are in the books."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM ledger_transaction WHERE programme_id = %s AND key = ANY(%s)",
            [programme_id, list(keys)],
        )
        return {key for (key,) in cursor.fetchall()}


def _load(programme_id: int, member_ids: list[int]) -> dict[int, Purse]:
    numbers = _ids("ledger_lot")
    with connection.cursor() as cursor:
        cursor.execute(BALANCE_ROWS, [member_ids, programme_id])
        cursor.execute(BALANCES, [member_ids, programme_id])
        purses = {
            member: Purse(pending, available, reserved, -debt, [], numbers)
            for member, pending, available, reserved, debt in cursor.fetchall()
        }
        cursor.execute(MOVED, [list(purses)])
        if cursor.fetchone():
            raise MemberMoved
        cursor.execute(OPEN_LOTS, [list(purses), programme_id])
        for member, *lot in cursor.fetchall():
            purses[member].lots.append(Lot(*lot))
    return purses


def _ids(table: str) -> Iterator[int]:
    """Fresh ids, a handful per question."""
    return chain.from_iterable(sets.new_ids(table, AHEAD) for _ in count())


BALANCE_ROWS = """
INSERT INTO ledger_balance (member_id, programme_id, pending, available, reserved, debt)
SELECT id, programme_id, 0, 0, 0, 0 FROM members_member WHERE id = ANY(%s) AND programme_id = %s
ORDER BY id ON CONFLICT DO NOTHING
"""
BALANCES = """
SELECT member_id, pending, available, reserved, debt FROM ledger_balance
WHERE member_id = ANY(%s) AND programme_id = %s ORDER BY member_id FOR UPDATE
"""
MOVED = "SELECT 1 FROM members_member WHERE id = ANY(%s) AND kept_id IS NOT NULL LIMIT 1"
OPEN_LOTS = """
SELECT member_id, id, account, amount, remaining, earned_at, available_at, expires_at, coalesce(award_id, 0), shop_id
FROM ledger_lot WHERE member_id = ANY(%s) AND programme_id = %s AND remaining > 0
"""
TRANSACTIONS = """
INSERT INTO ledger_transaction (id, programme_id, shop_id, member_id, award_id, kind, key, source, version, actor,
                                reason, effective_at, posted_at)
SELECT t.*, clock_timestamp() FROM json_to_recordset(%s) AS t (
  id bigint, programme bigint, shop bigint, member bigint, award bigint, kind text, key text, source text,
  version int, actor text, reason jsonb, effective timestamptz)
"""
LOTS = """
INSERT INTO ledger_lot (id, transaction_id, programme_id, shop_id, member_id, award_id, account, amount,
                        earned_at, available_at, expires_at, remaining)
SELECT t.*, amount FROM json_to_recordset(%s) AS t (
  id bigint, transaction bigint, programme bigint, shop bigint, member bigint, award bigint, account text,
  amount bigint, earned timestamptz, available timestamptz, expires timestamptz)
"""
MOVES = """
INSERT INTO ledger_lotmove (transaction_id, programme_id, lot_id, amount)
SELECT * FROM json_to_recordset(%s) AS t (transaction bigint, programme bigint, lot bigint, amount bigint)
"""
ENTRIES = """
INSERT INTO ledger_entry (transaction_id, programme_id, shop_id, member_id, account, amount)
SELECT transaction, programme, shop, member, account, amount FROM json_to_recordset(%s) AS t (
  transaction bigint, programme bigint, shop bigint, member bigint, account text, amount bigint)
"""
