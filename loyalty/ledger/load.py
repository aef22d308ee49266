"""Members' purses out of the books, locked until the caller's transaction ends.

A member's points are the member's lock: whoever holds them holds all the member's purses, and nobody posts to a purse
without them. So a merge finds everything there is, and members are waited for in the order of their ids alone.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from loyalty.common import sets
from loyalty.engine.catch_up import something_ends
from loyalty.engine.expiry import Clock, Notice
from loyalty.engine.lots import POINTS, Lot
from loyalty.engine.purse import Purse
from loyalty.ledger.posting import MemberMoved

PurseKey = tuple[int, str]  # member, currency
# Ids fetched at a time, at least and at most: most members get one lot or none, and thirty-two ids cost a question.
LEAST, MOST = 4, 256


@dataclass(slots=True)
class Numbers:
    """Fresh ids of a table, more of them with every question; `ready` are those that came with another one."""

    table: str
    size: int  # of the next question
    ready: deque[int] = field(default_factory=deque)

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        if not self.ready:
            self.ready.extend(sets.new_ids(self.table, self.size))
            self.size = min(4 * self.size, MOST)
        return self.ready.popleft()


@dataclass(slots=True)
class Asked:
    """Which purses are wanted, and with what. `currencies` None: all the members hold. Filled in by `load`."""

    programme_id: int
    members: Sequence[int]
    currencies: Collection[str] | None
    clock: Clock
    now: datetime
    numbers: Numbers
    spends: Iterable[int] = ()
    keys: Iterable[str] = ()
    posted: set[str] = field(default_factory=set)  # those of the keys that are in the books
    purses: dict[PurseKey, Purse] = field(default_factory=dict)

    @property
    def every(self) -> bool:
        return self.currencies is None

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
        if asked.every or any(currency != POINTS for currency in asked.currencies or ()):
            _others(cursor, asked, members)
        posted_at = _lots(cursor, asked, members)
        _notices(cursor, asked, members)
    return posted_at


def _lock(cursor: Any, asked: Asked) -> None:
    """The members' points, made where missing, then locked in the order of their ids: nobody waits in a circle."""
    wanted = [list(asked.members), asked.programme_id]
    # A single purse is nearly always there; of several, one that is missing must be made before any is locked.
    if len(asked.members) != 1 or not _held(cursor, asked, wanted):
        cursor.execute(POINTS_ROWS, wanted)
        _held(cursor, asked, wanted)


def _held(cursor: Any, asked: Asked, wanted: Sequence[Any]) -> bool:
    cursor.execute(POINTS_HELD, wanted)
    asked.keep(cursor.fetchall())
    return bool(asked.purses)


def _others(cursor: Any, asked: Asked, members: Sequence[int]) -> None:
    cursor.execute(
        OTHERS_HELD, [list(members), asked.programme_id, asked.every, list(asked.currencies or ())]
    )
    asked.keep(cursor.fetchall())


def _lots(cursor: Any, asked: Asked, members: Sequence[int]) -> datetime:
    """The open ones, and the time. Asked after the lock: a merge that was under way has been committed by now."""
    spends = list(asked.spends)
    scope = {
        "members": list(members), "programme": asked.programme_id, "spends": spends, "keys": list(asked.keys),
        "currencies": sorted({currency for _, currency in asked.purses}),
    }  # fmt: skip
    cursor.execute(LOOKED.format(lots=SPENT if spends else OPEN), scope)
    (posted_at, number, moved, posted, *_), *found = cursor.fetchall()
    if moved:
        raise MemberMoved
    asked.numbers.ready.append(number)
    asked.posted.update(posted)
    for _, _, _, _, member, currency, *lot in found:
        asked.purses[member, currency].lots.append(Lot(*lot))
    return posted_at  # type: ignore[no-any-return]  # a cursor's rows have no types


def _notices(cursor: Any, asked: Asked, members: Sequence[int]) -> None:
    """Those that were sent, where one plays a part: nothing ends before it was planned to."""
    asking = {
        currency
        for (_, currency), purse in asked.purses.items()
        if something_ends(purse, asked.now) and asked.clock.for_currency(currency).asks_for_notices
    }
    if asking:
        cursor.execute(NOTICES, [list(members), asked.programme_id, sorted(asking)])
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
LOOKED = """
SELECT clock_timestamp(), nextval('ledger_lot_id_seq'),
  EXISTS (SELECT 1 FROM members_member WHERE id = ANY(%(members)s) AND kept_id IS NOT NULL),
  ARRAY(SELECT key::text FROM ledger_transaction WHERE programme_id = %(programme)s AND key = ANY(%(keys)s)),
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
UNION ALL
SELECT NULL, NULL, NULL, NULL, l.member_id, l.currency, l.id, l.account, l.amount, l.remaining, l.earned_at,
  l.available_at, l.expires_at, coalesce(l.award_id, 0), l.shop_id
FROM ledger_lot l WHERE l.member_id = ANY(%(members)s) AND l.programme_id = %(programme)s
  AND l.currency = ANY(%(currencies)s) AND {lots}
"""
OPEN = "l.remaining > 0"
SPENT = """(l.remaining > 0 OR l.id IN (
  SELECT m.lot_id FROM ledger_lotmove m JOIN ledger_transaction t ON t.id = m.transaction_id
  JOIN ledger_spend s ON t.programme_id = s.programme_id AND t.key = s.shop_id || ':redeem:' || s.key || ':reserve'
  WHERE s.id = ANY(%(spends)s)))"""
NOTICES = """
SELECT member_id, currency, up_to, min(sent_at) FROM ledger_expirynotice
WHERE member_id = ANY(%s) AND programme_id = %s AND currency = ANY(%s) AND sent_at IS NOT NULL
GROUP BY member_id, currency, up_to
"""
