"""Members' purses as they are now, or were at a moment: for looking, nothing is locked or written."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any, Literal

from django.db import connection

from loyalty.engine.catch_up import catch_up
from loyalty.engine.expiry import Clock, Notice
from loyalty.engine.lots import POINTS, Lot
from loyalty.engine.purse import Purse
from loyalty.ledger.load import PurseKey

Since = Literal["posted", "effective"]


def glance(
    *, programme_id: int, member_ids: Sequence[int], clock: Clock, now: datetime, currency: str = POINTS
) -> dict[int, Purse]:
    """Purses of these members up to now, what no sweep has booked yet included (law X2)."""
    purses = glance_at_all(
        programme_id=programme_id, member_ids=member_ids, clock=clock, now=now, currency=currency
    )
    return {member: purse for (member, _), purse in purses.items()}


def glance_at_all(
    *,
    programme_id: int,
    member_ids: Sequence[int],
    clock: Clock,
    now: datetime,
    currency: str | None = None,
    points: bool = True,
) -> dict[PurseKey, Purse]:
    """The same for everything they hold; `points` False: for everything but points."""
    scope = {"members": list(member_ids), "programme": programme_id, "currency": currency, "points": points}
    return _purses(NOW, LOTS, scope | {"at": now}, clock, now)


def as_of(
    *,
    programme_id: int,
    member_ids: Sequence[int],
    clock: Clock,
    at: datetime,
    by: Since = "posted",
    currency: str | None = None,
) -> dict[PurseKey, Purse]:
    """Purses as the books had them at `at` (by "posted"), or as they should have been by what is known today
    (by "effective": what happened until then, whenever it was told). Law L4."""
    scope = {"members": list(member_ids), "programme": programme_id, "currency": currency, "at": at}
    column = {"posted": "posted_at", "effective": "effective_at"}[by]
    return _purses(THEN.format(clock=column), LOTS_THEN.format(clock=column), scope, clock, at)


def _purses(
    balances: str, lots: str, scope: dict[str, Any], clock: Clock, at: datetime
) -> dict[PurseKey, Purse]:
    numbers = _numbers()
    with connection.cursor() as cursor:
        cursor.execute(balances, scope)
        purses = {
            (member, currency): Purse(pending, available, reserved, -debt, [], numbers, keeps_until)
            for member, currency, pending, available, reserved, debt, keeps_until in cursor.fetchall()
        }
        if not purses:
            return {}
        cursor.execute(lots, scope)
        for member, currency, *lot in cursor.fetchall():
            purses[member, currency].lots.append(Lot(*lot))
        clocks = {currency: clock.for_currency(currency) for _, currency in purses}
        if any(one.asks_for_notices for one in clocks.values()):
            cursor.execute(NOTICES, scope)
            for member, currency, up_to, sent_at in cursor.fetchall():
                if (member, currency) in purses:
                    purses[member, currency].notices.append(Notice(up_to, sent_at))
    for (_, currency), purse in purses.items():
        for _ in catch_up(purse, clock=clocks[currency], now=at):
            pass
    return purses


def _numbers() -> Iterator[int]:
    """For lots that exist in thought only: above every real one."""
    return count(1 << 60)


NOW = """
SELECT member_id, currency, pending, available, reserved, debt, keeps_until FROM ledger_balance
WHERE member_id = ANY(%(members)s) AND programme_id = %(programme)s
  AND (%(currency)s::text IS NULL OR currency = %(currency)s) AND (%(points)s OR currency <> 'points')
"""
LOTS = """
SELECT member_id, currency, id, account, amount, remaining, earned_at, available_at, expires_at,
       coalesce(award_id, 0), shop_id
FROM ledger_lot WHERE member_id = ANY(%(members)s) AND programme_id = %(programme)s AND remaining > 0
  AND (%(currency)s::text IS NULL OR currency = %(currency)s) AND (%(points)s OR currency <> 'points')
"""
NOTICES = """
SELECT member_id, currency, up_to, min(sent_at) FROM ledger_expirynotice
WHERE member_id = ANY(%(members)s) AND programme_id = %(programme)s AND sent_at <= %(at)s
GROUP BY member_id, currency, up_to
"""
THEN = """
SELECT e.member_id, e.currency,
       coalesce(sum(e.amount) FILTER (WHERE e.account = 'pending'), 0)::bigint,
       coalesce(sum(e.amount) FILTER (WHERE e.account = 'available'), 0)::bigint,
       coalesce(sum(e.amount) FILTER (WHERE e.account = 'reserved'), 0)::bigint,
       coalesce(sum(e.amount) FILTER (WHERE e.account = 'debt'), 0)::bigint,
       max(t.keeps_until)
FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
WHERE e.member_id = ANY(%(members)s) AND e.programme_id = %(programme)s AND t.{clock} <= %(at)s
  AND (%(currency)s::text IS NULL OR e.currency = %(currency)s)
GROUP BY e.member_id, e.currency
"""
LOTS_THEN = """
SELECT l.member_id, l.currency, l.id, l.account, l.amount, l.amount + coalesce(m.moved, 0), l.earned_at,
       l.available_at, l.expires_at, coalesce(l.award_id, 0), l.shop_id
FROM ledger_lot l JOIN ledger_transaction t ON t.id = l.transaction_id
LEFT JOIN LATERAL (
  SELECT sum(v.amount)::bigint AS moved FROM ledger_lotmove v JOIN ledger_transaction w ON w.id = v.transaction_id
  WHERE v.lot_id = l.id AND w.{clock} <= %(at)s
) m ON true
WHERE l.member_id = ANY(%(members)s) AND l.programme_id = %(programme)s AND t.{clock} <= %(at)s
  AND l.amount + coalesce(m.moved, 0) > 0 AND (%(currency)s::text IS NULL OR l.currency = %(currency)s)
"""
