"""Members' purses out of the books, locked until the caller's transaction ends.

A member's points are the member's lock: whoever holds them holds all the member's purses, and nobody posts to a purse
without them. So a merge finds everything there is, and members are waited for in the order of their ids alone.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from loyalty.engine.expiry import Clock, Notice
from loyalty.engine.lots import POINTS, Lot
from loyalty.engine.purse import Purse
from loyalty.ledger.posting import MemberMoved

PurseKey = tuple[int, str]  # member, currency


@dataclass(slots=True)
class Asked:
    """Which purses are wanted, and with what. `currencies` None: all the members hold."""

    programme_id: int
    members: Sequence[int]
    currencies: Collection[str] | None
    clock: Clock
    numbers: Iterator[int]
    spends: Iterable[int] = ()
    purses: dict[PurseKey, Purse] = field(default_factory=dict)

    def keep(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for member, currency, pending, available, reserved, debt, keeps_until in rows:
            self.purses[member, currency] = Purse(
                pending, available, reserved, -debt, [], self.numbers, keeps_until
            )


def load(asked: Asked) -> datetime:
    """Fills `purses` with those that are in the books; answers the database's time. Raises MemberMoved.

    Every member who belongs to the programme has a purse of points, asked for or not.
    """
    with connection.cursor() as cursor:
        _lock(cursor, asked)
        members = [member for member, _ in asked.purses]
        # Asked after the lock: a merge that was under way has been committed by now.
        cursor.execute(MOVED, [members])
        posted_at, moved = cursor.fetchone()
        if moved:
            raise MemberMoved
        if asked.currencies is None or any(currency != POINTS for currency in asked.currencies):
            _others(cursor, asked, members)
        _lots(cursor, asked, members)
        _notices(cursor, asked, members)
    return posted_at  # type: ignore[no-any-return]  # a cursor's rows have no types


def _lock(cursor: Any, asked: Asked) -> None:
    """The members' points, made where missing, then locked in the order of their ids: nobody waits in a circle."""
    wanted = [list(asked.members), asked.programme_id]
    cursor.execute(POINTS_ROWS, wanted)
    cursor.execute(POINTS_HELD, wanted)
    asked.keep(cursor.fetchall())


def _others(cursor: Any, asked: Asked, members: Sequence[int]) -> None:
    every = asked.currencies is None
    cursor.execute(OTHERS_HELD, [list(members), asked.programme_id, every, list(asked.currencies or ())])
    asked.keep(cursor.fetchall())


def _lots(cursor: Any, asked: Asked, members: Sequence[int]) -> None:
    currencies = sorted({currency for _, currency in asked.purses})
    cursor.execute(OPEN_LOTS, [list(members), asked.programme_id, currencies, list(asked.spends)])
    for member, currency, *lot in cursor.fetchall():
        asked.purses[member, currency].lots.append(Lot(*lot))


def _notices(cursor: Any, asked: Asked, members: Sequence[int]) -> None:
    """Those that were sent, where one plays a part."""
    asking = [
        currency
        for currency in {currency for _, currency in asked.purses}
        if asked.clock.for_currency(currency).asks_for_notices
    ]
    if asking:
        cursor.execute(NOTICES, [list(members), asked.programme_id, asking])
        for member, currency, up_to, sent_at in cursor.fetchall():
            if (member, currency) in asked.purses:
                asked.purses[member, currency].notices.append(Notice(up_to, sent_at))


POINTS_ROWS = """
INSERT INTO ledger_balance (member_id, programme_id, currency, pending, available, reserved, debt, transactions)
SELECT id, programme_id, 'points', 0, 0, 0, 0, 0 FROM members_member m WHERE id = ANY(%s) AND programme_id = %s
  AND NOT EXISTS (SELECT 1 FROM ledger_balance b WHERE b.member_id = m.id AND b.currency = 'points')
ORDER BY id ON CONFLICT DO NOTHING
"""
POINTS_HELD = """
SELECT member_id, currency, pending, available, reserved, debt, keeps_until FROM ledger_balance
WHERE member_id = ANY(%s) AND programme_id = %s AND currency = 'points' ORDER BY member_id FOR UPDATE
"""
OTHERS_HELD = """
SELECT member_id, currency, pending, available, reserved, debt, keeps_until FROM ledger_balance
WHERE member_id = ANY(%s) AND programme_id = %s AND currency <> 'points' AND (%s OR currency = ANY(%s))
"""
MOVED = """
SELECT clock_timestamp(), EXISTS (SELECT 1 FROM members_member WHERE id = ANY(%s) AND kept_id IS NOT NULL)
"""
OPEN_LOTS = """
SELECT member_id, currency, id, account, amount, remaining, earned_at, available_at, expires_at,
       coalesce(award_id, 0), shop_id
FROM ledger_lot WHERE member_id = ANY(%s) AND programme_id = %s AND currency = ANY(%s)
  AND (remaining > 0 OR id IN (
    SELECT m.lot_id FROM ledger_lotmove m JOIN ledger_transaction t ON t.id = m.transaction_id
    JOIN ledger_spend s ON t.programme_id = s.programme_id AND t.key = s.shop_id || ':redeem:' || s.key || ':reserve'
    WHERE s.id = ANY(%s)))
"""
NOTICES = """
SELECT member_id, currency, up_to, min(sent_at) FROM ledger_expirynotice
WHERE member_id = ANY(%s) AND programme_id = %s AND currency = ANY(%s) AND sent_at IS NOT NULL
GROUP BY member_id, currency, up_to
"""
