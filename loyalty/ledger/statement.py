"""A member's history: line by line what changed, and why."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from loyalty.common import replica
from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Account

OWN = (Account.PENDING, Account.AVAILABLE, Account.DEBT)
SILENT = ("hold_end", "use")  # kinds that never change what a member has
MOST = 6400  # lines of one moment that still make one page
Where = dict[str, int | str]  # columns of both tables and what they must be


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a member's history; `reason` is the stored trace.

    `points` is what it changed of what the member has or owes; points set aside for a reward are gone.
    """

    id: str
    at: datetime
    kind: str
    points: int
    reason: dict[str, Any]
    version: int
    source: str
    actor: str
    held_until: datetime | None = None
    posted_at: datetime | None = None
    transaction: int = 0
    legs: dict[str, int] = field(default_factory=dict)
    currency: str = POINTS
    rule: str = ""


def history(
    *,
    member_id: int,
    now: datetime,
    limit: int = 50,
    before: datetime | None = None,
    whole: bool = False,
    currency: str | None = POINTS,
) -> list[Entry]:
    """Newest first: what changed the member's points, and every decision that gave nothing, with its reason.

    `whole` adds what the books had to write though nothing changed for the member: the end of a hold, the use of
    a reward, a refund whose points had expired. `currency` None: of all of them.
    """
    of: Where = {"member_id": member_id} | ({} if currency is None else {"currency": currency})
    lines = _posted(of, now, limit, whole, before) + _refused(of, limit, before)
    return sorted(lines, key=lambda line: (line.at, line.id), reverse=True)[:limit]


def page(*, member_id: int, now: datetime, size: int, before: datetime | None) -> tuple[list[Entry], bool]:
    """About `size` lines of everything the books wrote, in all currencies, and whether there are older ones.

    A page ends between two moments: lines of the same moment are never torn apart.
    """
    while True:
        lines = history(
            member_id=member_id, now=now, limit=size + 1, before=before, whole=True, currency=None
        )
        if len(lines) <= size:
            return lines, False
        whole = [line for line in lines[:size] if line.at > lines[size].at]
        if whole or size >= MOST:
            return whole or lines[:size], True
        size *= 2


def of_source(*, shop_id: int, member_id: int, source: str, now: datetime) -> list[Entry]:
    """Everything posted for one source, such as redeem:KEY, newest first."""
    of: Where = {"shop_id": shop_id, "member_id": member_id, "source": source}
    return _posted(of, now, 100, True)


def of_transaction(*, programme_id: int, transaction: int, now: datetime) -> Entry | None:
    """The line of one transaction, also where nothing changed for the member."""
    return next(iter(_posted({"programme_id": programme_id, "id": transaction}, now, 1, True)), None)


def _posted(of: Where, now: datetime, limit: int, whole: bool, before: datetime | None = None) -> list[Entry]:
    asked = of | {"limit": limit, "before": before, "silent": [] if whole else list(SILENT)}
    with replica.cursor() as cursor:
        cursor.execute(POSTED.format(of=_condition(of)), asked)
        lines = [_line(row, now) for row in cursor.fetchall()]
    return [line for line in lines if whole or line.points]


def _line(row: tuple[Any, ...], now: datetime) -> Entry:
    number, at, kind, reason, version, source, actor, posted_at, currency, available_at, rule, moved = row
    legs: Counter[str] = Counter()
    for account, amount in moved:
        legs[account] += amount
    held = available_at if legs["pending"] > 0 else None
    return Entry(
        id=f"t{number:020d}",
        at=at,
        kind=kind,
        points=sum(amount for account, amount in legs.items() if account in OWN),
        reason=json.loads(reason),
        version=version,
        source=source,
        actor=actor,
        held_until=held if held and held > now else None,
        posted_at=posted_at,
        transaction=number,
        legs=dict(legs),
        currency=currency,
        rule=rule,
    )


def _refused(of: Where, limit: int, before: datetime | None) -> list[Entry]:
    with replica.cursor() as cursor:
        cursor.execute(REFUSED.format(of=_condition(of)), of | {"limit": limit, "before": before})
        return [
            Entry(
                id=f"a{number:020d}",
                at=at,
                kind=outcome,
                points=0,
                reason=json.loads(reason),
                version=version,
                source=source,
                actor="shop",
                currency=currency,
                rule=rule,
            )
            for number, at, outcome, reason, version, source, currency, rule in cursor.fetchall()
        ]


def _condition(of: Where) -> str:
    return " AND ".join(f"{column} = %({column})s" for column in of)


# An award's reason is as long as the transaction's own, and nobody reads it here.
POSTED = """
SELECT t.id, t.effective_at, t.kind, t.reason, t.version, t.source, t.actor, t.posted_at, t.currency, a.available_at,
       coalesce(a.rule, ''), (
  SELECT coalesce(json_agg(json_build_array(account, amount)), '[]') FROM ledger_entry e
  WHERE e.transaction_id = t.id AND e.programme_id = t.programme_id)
FROM (
  SELECT * FROM ledger_transaction WHERE {of} AND kind <> ALL (%(silent)s)
    AND (%(before)s::timestamptz IS NULL OR effective_at < %(before)s)
  ORDER BY effective_at DESC, id DESC LIMIT %(limit)s
) t LEFT JOIN ledger_award a ON a.id = t.award_id ORDER BY t.effective_at DESC, t.id DESC
"""
REFUSED = """
SELECT id, effective_at, outcome, reason, version, source, currency, rule FROM ledger_award
WHERE {of} AND steps = 0 AND outcome <> 'awarded'
  AND (%(before)s::timestamptz IS NULL OR effective_at < %(before)s)
ORDER BY effective_at DESC, id DESC LIMIT %(limit)s
"""
