"""What a member has now."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from loyalty.engine.expiry import Clock
from loyalty.engine.lots import POINTS
from loyalty.engine.purse import Purse
from loyalty.ledger.glance import glance, glance_at_all
from loyalty.ledger.models import Balance

BADGE = "badge:"
NEAR = timedelta(days=30)  # points that end within the longest notice, or so soon, are worth a word


@dataclass(frozen=True, slots=True)
class MemberBalance:
    """Points by state at `now`; what the clock has done counts before any sweep booked it.

    `ending_points` end first, at `ending_at`; `ending_all` end by `ending_last`, which is soon as well.
    """

    available: int = 0
    pending: int = 0
    reserved: int = 0
    debt: int = 0
    next_points: int = 0
    next_at: datetime | None = None
    ending_points: int = 0
    ending_at: datetime | None = None
    ending_all: int = 0
    ending_last: datetime | None = None


def balance(
    *, programme_id: int, member_id: int, clock: Clock, now: datetime, currency: str = POINTS
) -> MemberBalance:
    """The member's balance, what becomes available next, and what ends soon; zeros for one without any entry.

    One small question where nothing is held or about to end, which is most members most of the time.
    """
    ticking = clock.for_currency(currency)
    expiry = ticking.expiry(now)
    near = max(NEAR, timedelta(days=max(expiry.notice_days, default=0))) if expiry else NEAR
    with connection.cursor() as cursor:
        scope: dict[str, Any] = {
            "member": member_id,
            "programme": programme_id,
            "currency": currency,
            "near": now + near,
        }
        cursor.execute(BALANCE, scope)
        row = cursor.fetchone()
    if row is None:
        return MemberBalance()
    available, pending, reserved, debt, soon = row
    if not (pending or (soon and ticking.versions)):
        return MemberBalance(available, pending, reserved, debt)
    [purse] = glance(
        programme_id=programme_id, member_ids=[member_id], clock=clock, now=now, currency=currency
    ).values()
    return of_purse(purse, clock=ticking, now=now, near=near)


def holdings(*, programme_id: int, member_id: int, clock: Clock, now: datetime) -> dict[str, MemberBalance]:
    """Everything the member has or had but points, by currency; their balances as `balance` tells them."""
    purses = glance_at_all(
        programme_id=programme_id, member_ids=[member_id], clock=clock, now=now, points=False
    )
    return {
        currency: of_purse(purse, clock=clock.for_currency(currency), now=now)
        for (_, currency), purse in sorted(purses.items(), key=lambda one: one[0])
    }


def badges_of(*, programme_id: int, member_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Badges that members have, by member; those without are left out."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Balance.objects.filter(
        programme_id=programme_id, member_id__in=member_ids, currency__startswith=BADGE, available__gt=0
    )
    for member, currency in rows.order_by("currency").values_list("member_id", "currency"):
        found[member].append(currency.removeprefix(BADGE))
    return {member: tuple(badges) for member, badges in found.items()}


def of_purse(purse: Purse, *, clock: Clock, now: datetime, near: timedelta = NEAR) -> MemberBalance:
    """A purse in figures."""
    held = [
        (lot.available_at, lot.remaining) for lot in purse.lots if lot.account == "pending" and lot.remaining
    ]
    next_at = min((at for at, _ in held), default=None)
    ends = [(purse.expected_end(lot, clock, now), lot.remaining) for lot in purse.lots]
    soon = [(at, points) for at, points in ends if at is not None and at <= now + near]
    ending_at = min((at for at, _ in soon), default=None)
    return MemberBalance(
        available=purse.available,
        pending=purse.pending,
        reserved=purse.reserved,
        debt=purse.debt,
        next_points=sum(points for at, points in held if at == next_at),
        next_at=next_at,
        ending_points=sum(points for at, points in soon if at == ending_at),
        ending_at=ending_at,
        ending_all=sum(points for _, points in soon),
        ending_last=max((at for at, _ in soon), default=None),
    )


BALANCE = """
SELECT available, pending, reserved, -debt, available > 0 AND (
  keeps_until <= %(near)s OR EXISTS (
    SELECT 1 FROM ledger_lot l WHERE l.member_id = b.member_id AND l.programme_id = b.programme_id
    AND l.currency = b.currency AND l.remaining > 0 AND l.account = 'available' AND l.expires_at <= %(near)s)) IS TRUE
FROM ledger_balance b WHERE member_id = %(member)s AND programme_id = %(programme)s AND currency = %(currency)s
"""
