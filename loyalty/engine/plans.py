"""Paid memberships: which periods a member's purchases come to. A pure function of what is known of them.

A purchase while a period runs begins at its end. What went back was never bought, so everything after it moves up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty.engine.basis import GOODS, basis
from loyalty.engine.calendar import plus_months
from loyalty.engine.document import Document
from loyalty.engine.earning import not_eligible
from loyalty.engine.facts import Line
from loyalty.engine.goals import Plan
from loyalty.engine.order_state import OrderState, as_of

_MONTHS = {"month": 1, "year": 12}
_REMIND = {"month": timedelta(days=7), "year": timedelta(days=30)}
ALL_KNOWN = datetime.max.replace(tzinfo=UTC)
_LAST_YEAR = 9000  # the calendar itself ends in 9999
MOST_PIECES = 100  # of one purchase: beyond that it is a slip of the pen


@dataclass(frozen=True, slots=True)
class Bought:
    """What one order bought of a plan: `pieces` that were kept, each for one `period` (month, year, once)."""

    plan: str
    period: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """The same with when, and by which source (an order)."""

    at: datetime
    source: str
    plan: str
    period: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Period:
    """One piece of a purchase: half-open, `ends` None for life."""

    plan: str
    source: str
    kind: str
    begins: datetime
    ends: datetime | None

    def runs(self, moment: datetime) -> bool:
        return self.begins <= moment and (self.ends is None or moment < self.ends)


@dataclass(frozen=True, slots=True)
class Run:
    """Periods of one plan without a gap between them; `kind` is that of the last."""

    plan: str
    kind: str
    begins: datetime
    ends: datetime | None

    def runs(self, moment: datetime) -> bool:
        return self.begins <= moment and (self.ends is None or moment < self.ends)

    @property
    def remind_at(self) -> datetime | None:
        """From when on its end is worth a word; None for what never ends."""
        return None if self.ends is None else max(self.begins, self.ends - _REMIND[self.kind])


def bought(state: OrderState, *, document: Document, at: datetime) -> tuple[Bought, ...]:
    """The plans an order bought and kept, seeing no refund later than `at`; sorted.

    `document` is the version that was pinned for the order, or live when it was placed. An order whose money went
    back as an amount, to the last of it, has bought nothing.
    """
    if not document.memberships:
        return ()
    seen = as_of(state, at)
    header = seen.header
    if (
        header is None
        or header.processed_at > at
        or header.cancelled
        or not_eligible(header, recognised=True)
    ):
        return ()
    worked = basis(seen, GOODS)
    if worked.other_back and not worked.total:
        return ()
    kept = {
        (plan.id, plan.period): sum(
            summed.kept_quantity
            for line, summed in zip(header.lines, worked.lines, strict=True)
            if _sells(plan, line)
        )
        for plan in document.memberships
    }
    return tuple(
        Bought(plan, period, min(pieces, MOST_PIECES))
        for (plan, period), pieces in sorted(kept.items())
        if pieces > 0
    )


def periods(purchases: Iterable[Purchase], timezone: str) -> list[Period]:
    """Every piece with its time, in the order of the purchases; pieces bought after one for life have none.

    Ends are counted in months of the shop's calendar from where the run began, so that the 31st comes back.
    """
    told: list[Period] = []
    running: dict[str, tuple[datetime, int, datetime | None]] = {}  # run began, months so far, end
    for one in sorted(purchases, key=lambda one: (one.at, one.source, one.plan, one.period)):
        for _ in range(one.pieces):
            began, months, begins = running.get(one.plan, (one.at, 0, one.at))
            if begins is None or begins.year > _LAST_YEAR:
                break
            if begins < one.at or not months:
                began, months, begins = one.at, 0, one.at
            months += _MONTHS.get(one.period, 0)
            ends = None if one.period == "once" else plus_months(began, months, timezone)
            told.append(Period(one.plan, one.source, one.period, begins, ends))
            running[one.plan] = (began, months, ends)
    return told


def runs(told: Iterable[Period]) -> list[Run]:
    """Periods that follow each other without a gap, as one."""
    joined: dict[str, list[Run]] = {}
    for one in told:
        mine = joined.setdefault(one.plan, [])
        if mine and mine[-1].ends == one.begins:
            mine[-1] = Run(one.plan, one.kind, mine[-1].begins, one.ends)
        else:
            mine.append(Run(one.plan, one.kind, one.begins, one.ends))
    return [run for mine in joined.values() for run in mine]


def held(told: Iterable[Period], moment: datetime) -> tuple[str, ...]:
    """The plans that run at a moment, sorted."""
    return tuple(sorted({one.plan for one in told if one.runs(moment)}))


def plans_at(purchases: Iterable[Purchase], moment: datetime, timezone: str) -> tuple[str, ...]:
    """The plans that run at a moment, by all that is known; sorted."""
    return held(periods(purchases, timezone), moment)


def next_change(purchases: Iterable[Purchase], now: datetime, timezone: str) -> datetime | None:
    """When time alone next begins or ends a plan; None when nothing is to come."""
    edges = [
        edge
        for run in runs(periods(purchases, timezone))
        for edge in (run.begins, run.ends)
        if edge is not None
    ]
    return min((edge for edge in edges if edge > now), default=None)


def stored(what: Iterable[Bought]) -> list[list[Any]]:
    """JSON-ready: [[plan, period, pieces], …]."""
    return [[one.plan, one.period, one.pieces] for one in what]


def purchases(kept: Sequence[Sequence[Any]], *, at: datetime, source: str) -> list[Purchase]:
    """What was `stored`, with when and by what."""
    return [Purchase(at, source, plan, period, pieces) for plan, period, pieces in kept]


def _sells(plan: Plan, line: Line) -> bool:
    """Platforms name products by a number or by a path that ends in it."""
    if plan.sku is not None:
        return line.sku == plan.sku
    return bool(line.product) and line.product.rpartition("/")[2] == (plan.product or "").rpartition("/")[2]
