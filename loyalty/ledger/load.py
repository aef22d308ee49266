"""Members' purses out of the books, locked until the caller's transaction ends."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from loyalty.engine.expiry import Notice
from loyalty.engine.lots import Lot
from loyalty.engine.purse import Purse
from loyalty.ledger.posting import MemberMoved


def load(
    programme_id: int,
    member_ids: Sequence[int],
    spends: Iterable[int],
    numbers: Iterator[int],
    *,
    noticed: bool,
) -> tuple[dict[int, Purse], datetime]:
    """Purses by member with their open lots and those of `spends`; and the database's time. Raises MemberMoved.

    `noticed`: no notice plays a part; without it, the ones that were sent are loaded too.
    """
    members = list(member_ids)
    with connection.cursor() as cursor:
        purses = {
            member: Purse(pending, available, reserved, -debt, [], numbers, keeps_until)
            for member, pending, available, reserved, debt, keeps_until in _locked(
                cursor, programme_id, members
            )
        }
        # Asked after the lock: a merge that was under way has been committed by now.
        cursor.execute(MOVED, [list(purses)])
        posted_at, moved = cursor.fetchone()
        if moved:
            raise MemberMoved
        cursor.execute(OPEN_LOTS, [list(purses), programme_id, list(spends)])
        for member, *lot in cursor.fetchall():
            purses[member].lots.append(Lot(*lot))
        if not noticed:
            cursor.execute(NOTICES, [list(purses), programme_id])
            for member, up_to, sent_at in cursor.fetchall():
                purses[member].notices.append(Notice(up_to, sent_at))
    return purses, posted_at


def _locked(cursor: Any, programme_id: int, members: list[int]) -> list[tuple[Any, ...]]:
    """The balances, made where missing, then locked in the order of their ids: nobody waits in a circle."""
    cursor.execute(BALANCE_ROWS, [members, programme_id])
    cursor.execute(BALANCES, [members, programme_id])
    return list(cursor.fetchall())


BALANCE_ROWS = """
INSERT INTO ledger_balance (member_id, programme_id, pending, available, reserved, debt, transactions)
SELECT id, programme_id, 0, 0, 0, 0, 0 FROM members_member m WHERE id = ANY(%s) AND programme_id = %s
  AND NOT EXISTS (SELECT 1 FROM ledger_balance b WHERE b.member_id = m.id)
ORDER BY id ON CONFLICT DO NOTHING
"""
BALANCES = """
SELECT member_id, pending, available, reserved, debt, keeps_until FROM ledger_balance
WHERE member_id = ANY(%s) AND programme_id = %s ORDER BY member_id FOR UPDATE
"""
MOVED = """
SELECT clock_timestamp(), EXISTS (SELECT 1 FROM members_member WHERE id = ANY(%s) AND kept_id IS NOT NULL)
"""
OPEN_LOTS = """
SELECT member_id, id, account, amount, remaining, earned_at, available_at, expires_at, coalesce(award_id, 0), shop_id
FROM ledger_lot WHERE member_id = ANY(%s) AND programme_id = %s
  AND (remaining > 0 OR id IN (
    SELECT m.lot_id FROM ledger_lotmove m JOIN ledger_transaction t ON t.id = m.transaction_id
    JOIN ledger_spend s ON t.programme_id = s.programme_id AND t.key = s.shop_id || ':redeem:' || s.key || ':reserve'
    WHERE s.id = ANY(%s)))
"""
NOTICES = """
SELECT member_id, up_to, min(sent_at) FROM ledger_expirynotice
WHERE member_id = ANY(%s) AND programme_id = %s AND sent_at IS NOT NULL GROUP BY member_id, up_to
"""
