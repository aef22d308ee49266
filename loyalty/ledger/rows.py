"""Recorded transactions as rows, and the statements that write them in sets."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from loyalty.engine.lots import POINTS, Moves
from loyalty.ledger.chain import micros
from loyalty.ledger.models import MEMBER_ACCOUNTS
from loyalty.ledger.posting import Posting

Row = dict[str, Any]
Recorded = tuple[int, Posting, Moves]


def transaction(programme_id: int, number: int, p: Posting, moves: Moves) -> Row:
    """One row of ledger_transaction, without its link."""
    return {
        "id": number, "programme": programme_id, "shop": p.shop_id, "member": p.member_id, "award": p.award_id,
        "currency": p.currency, "kind": p.kind, "key": p.key, "source": p.source, "version": p.version,
        "actor": p.actor, "reason": p.reason, "effective": p.effective_at, "keeps": moves.keeps_until,
    }  # fmt: skip


def sealed(programme_id: int, number: int, p: Posting, moves: Moves, posted_at: datetime) -> list[Any]:
    """What the link of a transaction covers, in the order in which verify_chain reads it.

    The currency is named last and where it is not points: what was sealed before there were others stays sealed.
    """
    return [
        number, programme_id, p.shop_id, p.member_id, p.award_id, p.kind, p.key, p.source, p.version, p.actor,
        p.reason, micros(p.effective_at), micros(posted_at), micros(moves.keeps_until),
        sorted([account, amount] for account, amount in moves.legs.items() if amount),
        [
            [lot.id, lot.account, lot.amount, micros(lot.earned_at), micros(lot.available_at),
             micros(lot.expires_at), lot.award or None]
            for lot in sorted(moves.opened, key=lambda lot: lot.id)
        ],
        sorted([lot.id, amount] for lot, amount in moves.used),
        *([] if p.currency == POINTS else [p.currency]),
    ]  # fmt: skip


def entries(programme_id: int, posted: Iterable[Recorded]) -> list[Row]:
    """Every leg that is not zero."""
    return [
        {"transaction": number, "programme": programme_id, "shop": p.shop_id, "account": account,
         "currency": p.currency,
         "member": p.member_id if account in MEMBER_ACCOUNTS else None, "amount": amount}
        for number, p, moves in posted
        for account, amount in moves.legs.items()
        if amount
    ]  # fmt: skip


def lots(programme_id: int, posted: Iterable[Recorded]) -> list[Row]:
    """Every lot opened."""
    return [
        {"id": lot.id, "transaction": number, "programme": programme_id, "shop": p.shop_id,
         "member": p.member_id, "award": lot.award or None, "currency": p.currency, "account": lot.account,
         "amount": lot.amount, "earned": lot.earned_at, "available": lot.available_at, "expires": lot.expires_at}
        for number, p, moves in posted
        for lot in moves.opened
    ]  # fmt: skip


def moves(programme_id: int, posted: Iterable[Recorded]) -> list[Row]:
    """Every draw on a lot, and every refill."""
    return [
        {"transaction": number, "programme": programme_id, "lot": lot.id, "amount": amount}
        for number, _, made in posted
        for lot, amount in made.used
    ]


TRANSACTIONS = """
INSERT INTO ledger_transaction (posted_at, id, programme_id, shop_id, member_id, award_id, currency, kind, key,
                                source, version, actor, reason, effective_at, keeps_until, link)
SELECT %s, t.id, programme, shop, member, award, currency, kind, key, source, version, actor, reason, effective, keeps,
       decode(link, 'hex')
FROM json_to_recordset(%s) AS t (
  id bigint, programme bigint, shop bigint, member bigint, award bigint, currency text, kind text, key text,
  source text, version int, actor text, reason jsonb, effective timestamptz, keeps timestamptz, link text)
"""
LOTS = """
INSERT INTO ledger_lot (id, transaction_id, programme_id, shop_id, member_id, award_id, currency, account, amount,
                        earned_at, available_at, expires_at, remaining)
SELECT t.*, amount FROM json_to_recordset(%s) AS t (
  id bigint, transaction bigint, programme bigint, shop bigint, member bigint, award bigint, currency text,
  account text, amount bigint, earned timestamptz, available timestamptz, expires timestamptz)
"""
MOVES = """
INSERT INTO ledger_lotmove (transaction_id, programme_id, lot_id, amount)
SELECT * FROM json_to_recordset(%s) AS t (transaction bigint, programme bigint, lot bigint, amount bigint)
"""
ENTRIES = """
INSERT INTO ledger_entry (transaction_id, programme_id, shop_id, member_id, currency, account, amount)
SELECT transaction, programme, shop, member, currency, account, amount FROM json_to_recordset(%s) AS t (
  transaction bigint, programme bigint, shop bigint, member bigint, currency text, account text, amount bigint)
"""
BALANCES = """
INSERT INTO ledger_balance (member_id, programme_id, currency, pending, available, reserved, debt, transactions)
SELECT member, %s, currency, 0, 0, 0, 0, 0 FROM json_to_recordset(%s) AS t (member bigint, currency text)
"""
EXPIRED = """
UPDATE ledger_award a SET expired = a.expired + t.points
FROM json_to_recordset(%s) AS t (award bigint, points bigint) WHERE a.id = t.award
"""
