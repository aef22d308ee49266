"""A member's history: line by line what changed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Account, Award, Transaction
from loyalty.ledger.models import Entry as Leg

OWN = (Account.PENDING, Account.AVAILABLE, Account.DEBT)
SILENT = ("hold_end", "use")  # kinds that never change what a member has
MOST = 6400  # lines of one moment that still make one page


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
    of = Q(member_id=member_id) if currency is None else Q(member_id=member_id, currency=currency)
    if before is not None:
        of &= Q(effective_at__lt=before)
    lines = _posted(of, now, limit, whole) + _refused(of, limit)
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
    of = Q(shop_id=shop_id, member_id=member_id, source=source)
    return _posted(of, now, 100, True)


def of_transaction(*, programme_id: int, transaction: int, now: datetime) -> Entry | None:
    """The line of one transaction, also where nothing changed for the member."""
    return next(iter(_posted(Q(programme_id=programme_id, pk=transaction), now, 1, True)), None)


def _posted(of: Q, now: datetime, limit: int, whole: bool) -> list[Entry]:
    # An award's reason is as long as the transaction's own, and nobody reads it here.
    rows = Transaction.objects.filter(of).select_related("award").defer("award__reason", "link")
    if not whole:
        rows = rows.exclude(kind__in=SILENT)
    page = list(rows.order_by("-effective_at", "-id")[:limit])
    legs = _legs(page)
    lines = [_line(row, legs[row.pk], now) for row in page]
    return [line for line in lines if whole or line.points]


def _line(row: Transaction, legs: dict[str, int], now: datetime) -> Entry:
    held = row.award.available_at if row.award and legs.get("pending", 0) > 0 else None
    return Entry(
        id=f"t{row.pk:020d}",
        at=row.effective_at,
        kind=row.kind,
        points=sum(amount for account, amount in legs.items() if account in OWN),
        reason=row.reason,
        version=row.version,
        source=row.source,
        actor=row.actor,
        held_until=held if held and held > now else None,
        posted_at=row.posted_at,
        transaction=row.pk,
        legs=legs,
        currency=row.currency,
        rule=row.award.rule if row.award else "",
    )


def _legs(page: Sequence[Transaction]) -> dict[int, dict[str, int]]:
    legs: dict[int, dict[str, int]] = {row.pk: {} for row in page}
    if page:
        entries = Leg.objects.filter(programme_id=page[0].programme_id, transaction_id__in=list(legs))
        for number, account, amount in entries.values_list("transaction_id", "account", "amount"):
            legs[number][account] = legs[number].get(account, 0) + amount
    return legs


def _refused(of: Q, limit: int) -> list[Entry]:
    rows = Award.objects.filter(of & Q(steps=0) & ~Q(outcome=Award.Outcome.AWARDED))
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
            currency=row.currency,
            rule=row.rule,
        )
        for row in rows.order_by("-effective_at", "-id")[:limit]
    ]
