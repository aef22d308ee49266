"""Plays a document over a kept past with the replay's own arithmetic, month by month, and keeps what came out."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import time as midnight
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_noop

from loyalty.engine.document import Document, dump, parse
from loyalty.engine.facts import Fact, Unreadable
from loyalty.engine.replay.deeds import Refused
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.totals import members, totals
from loyalty.goods import shelf as shelves
from loyalty.insight.job import fail, finish, tell
from loyalty.insight.models import PastOrders, Simulation
from loyalty.insight.parts import Sealed, in_time
from loyalty.insight.play import uncollected
from loyalty.insight.story import story

EVERY = 1  # seconds between two words of progress
LOOKED = 500  # facts between two looks at the clock
KEPT = ("issued", "reversed", "redeemed", "expired", "outstanding", "sales_minor", "reward_cost_minor")
Told = Iterator[tuple[datetime, Fact]]


def order(*, past: PastOrders, document: Document, rules: str, by: str, now: datetime) -> Simulation:
    """A run for a worker to do; the document is kept as it is now."""
    return Simulation.objects.create(
        shop_id=past.shop_id,
        past=past,
        rules=rules,
        name=document.name[:120],
        document=dump(document),
        asked_by=by,
        asked_at=now,
        next_at=now,
    )


def simulate(job: Simulation, *, now: datetime) -> None:
    """From the beginning to the end, also when a killed worker had it before. Raises Superseded."""
    past = PastOrders.objects.select_related("shop").get(pk=job.past_id)
    if not past.is_ready:
        fail(job, gettext_noop("The past it was to be played over is no longer kept."), now=now)
        return
    with uncollected():
        _play(job, past, now)


def _play(job: Simulation, past: PastOrders, now: datetime) -> None:
    try:
        facts = in_time(past)
    except Sealed as why:
        fail(job, str(why), now=now)
        return
    tell(job, now=timezone.now(), done=0, of=len(facts))
    replay = Replay(
        parse(job.document),
        timezone=past.shop.timezone,
        currency=past.shop.currency,
        shelf=shelves.reader(past.shop),
    )
    run = Run(job, replay, until=past.until or now)
    told = story(facts, exported=past.how == PastOrders.How.STORE)
    finish(job, now=timezone.now(), done=len(facts), result=run.all(told), levels=run.levels())


class Run:
    """One play. `months` has a row for each end of a month of the shop's, and one for the end of the past."""

    def __init__(self, job: Simulation, replay: Replay, *, until: datetime) -> None:
        self.job, self.replay, self.until = job, replay, until
        self.months: list[dict[str, Any]] = []
        self.refused = 0
        self._said = time.monotonic()

    def all(self, told: Told) -> dict[str, Any]:
        boundary: datetime | None = None
        for number, (at, fact) in enumerate(told, start=1):
            self.until = max(self.until, at)  # the store's clock may run ahead of ours
            boundary = boundary or month_after(at, self.replay.timezone)
            while at >= boundary:
                self._look(boundary, last=False)
                boundary = month_after(boundary, self.replay.timezone)
            self._tell(fact, at)
            if number % LOOKED == 0:
                self._progress(number)
        while boundary is not None and boundary <= self.until:
            self._look(boundary, last=False)
            boundary = month_after(boundary, self.replay.timezone)
        return self._look(self.until, last=True) | self._about()

    def levels(self) -> dict[str, str]:
        """Whoever stands above the lowest tier, by customer."""
        ladder = self._document.tiers
        if ladder is None:
            return {}
        lowest = ladder.levels[0].id
        found = self.replay.tiers(self.until)
        return {
            name: found[person.number]
            for person, name in members(self.replay)
            if person.customer and found.get(person.number, lowest) != lowest
        }

    @property
    def _document(self) -> Document:
        return self.replay.versions.since[-1][1].document

    def _tell(self, fact: Fact, at: datetime) -> None:
        try:
            self.replay.tell(fact, at)
        except (Refused, Unreadable):
            self.refused += 1

    def _look(self, at: datetime, *, last: bool) -> dict[str, Any]:
        """The figures at a moment, clocks brought up to it."""
        self.replay.until(at)
        found = totals(self.replay)
        levels = Counter(self.replay.tiers(at).values())
        row = {"at": at.isoformat(), "tiers": dict(levels)} | {name: found[name] for name in KEPT}
        row["last"] = last
        self.months.append(row)
        self._progress(0)
        return row

    def _about(self) -> dict[str, Any]:
        ladder, points = self._document.tiers, self._document.points
        people = members(self.replay)
        return {
            "months": self.months,
            "members": len(people),
            "orders": len(self.replay.orders.known),
            "refused": self.refused,
            "value": None if points.value is None else str(points.value),
            "levels": [level.id for level in ladder.levels] if ladder else [],
        }

    def _progress(self, number: int) -> None:
        """Says how far it is about once a second; hears then that it was stopped."""
        if time.monotonic() - self._said < EVERY:
            return
        self._said = time.monotonic()
        changed = {"done": min(number, self.job.of)} if number else {}
        tell(self.job, now=timezone.now(), **changed)


def month_after(at: datetime, zone: str) -> datetime:
    """The first moment of the month that follows, in the shop's time."""
    local = at.astimezone(ZoneInfo(zone))
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    first = local.date().replace(year=year, month=month, day=1)
    return datetime.combine(first, midnight.min, ZoneInfo(zone)).astimezone(UTC)
