"""What a member has, and line by line why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from loyalty.ledger.models import MEMBER_ACCOUNTS, Award, Transaction


@dataclass(frozen=True, slots=True)
class MemberBalance:
    """Points by state at `now`; holds that have run out count as available before any sweep."""

    available: int = 0
    pending: int = 0
    reserved: int = 0
    debt: int = 0
    next_points: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a member's history. `points` is what it changed; `reason` is the stored trace."""

    id: str
    at: datetime
    kind: str
    points: int
    reason: dict[str, Any]
    version: int
    source: str
    actor: str
    held_until: datetime | None = None
    legs: dict[str, int] = field(default_factory=dict)


BALANCE = """
WITH held AS (
  SELECT available_at, sum(remaining) AS points FROM ledger_lot
  WHERE member_id = %(member)s AND account = 'pending' AND remaining > 0 GROUP BY available_at
), over AS (SELECT coalesce(sum(points), 0) AS points FROM held WHERE available_at <= %(now)s)
SELECT b.available, b.pending, b.reserved, -b.debt, over.points, soon.points, soon.available_at
FROM ledger_balance b CROSS JOIN over
LEFT JOIN LATERAL (
  SELECT points, available_at FROM held WHERE available_at > %(now)s ORDER BY available_at LIMIT 1
) soon ON true
WHERE b.member_id = %(member)s
"""


def balance(*, member_id: int, now: datetime) -> MemberBalance:
    """The member's balance; zeros for a member without any entry."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCE, {"member": member_id, "now": now})
        row = cursor.fetchone()
    if row is None:
        return MemberBalance()
    available, pending, reserved, debt, over, next_points, next_at = row
    over = int(over)
    repaid = min(debt, over)
    return MemberBalance(
        available=available + over - repaid,
        pending=pending - over,
        reserved=reserved,
        debt=debt - repaid,
        next_points=int(next_points or 0),
        next_at=next_at,
    )


def history(*, member_id: int, now: datetime, limit: int = 50, before: datetime | None = None) -> list[Entry]:
    """Newest first: every posting, and every decision that gave nothing, with its reason."""
    lines = _posted(member_id, now, limit, before) + _refused(member_id, limit, before)
    return sorted(lines, key=lambda line: (line.at, line.id), reverse=True)[:limit]


def _posted(member_id: int, now: datetime, limit: int, before: datetime | None) -> list[Entry]:
    rows = Transaction.objects.filter(member_id=member_id).exclude(kind="hold_end").select_related("award")
    if before is not None:
        rows = rows.filter(effective_at__lt=before)
    page = list(rows.order_by("-effective_at", "-id")[:limit])
    legs = _legs(page)
    return [_line(row, legs[row.pk], now) for row in page]


def _line(row: Transaction, legs: dict[str, int], now: datetime) -> Entry:
    held = row.award.available_at if row.award and legs.get("pending", 0) > 0 else None
    return Entry(
        id=f"t{row.pk:020d}",
        at=row.effective_at,
        kind=row.kind,
        points=sum(amount for account, amount in legs.items() if account in MEMBER_ACCOUNTS),
        reason=row.reason,
        version=row.version,
        source=row.source,
        actor=row.actor,
        held_until=held if held and held > now else None,
        legs=legs,
    )


def _legs(page: Sequence[Transaction]) -> dict[int, dict[str, int]]:
    legs: dict[int, dict[str, int]] = {row.pk: {} for row in page}
    sums = (
        Transaction.objects.filter(pk__in=list(legs))
        .values("pk", "entries__account")
        .annotate(Sum("entries__amount"))
    )
    for row in sums:
        legs[row["pk"]][row["entries__account"]] = row["entries__amount__sum"]
    return legs


def _refused(member_id: int, limit: int, before: datetime | None) -> list[Entry]:
    rows = Award.objects.filter(Q(member_id=member_id, steps=0) & ~Q(outcome=Award.Outcome.AWARDED))
    if before is not None:
        rows = rows.filter(effective_at__lt=before)
    return [
        Entry(
            id=f"a{row.pk:020d}",
            at=row.effective_at,
            kind=row.outcome,
            points=0,
            reason=row.reason,
            version=row.version,
            source=row.source,
            actor="shop",
        )
        for row in rows.order_by("-effective_at", "-id")[:limit]
    ]
