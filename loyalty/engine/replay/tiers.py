"""Everybody's tier during a replay, from the orders as they stand (law X5).

Looking again costs what has changed since: of an order that was not heard of, what it counts is known, and of a member
with the same orders the level stays until the ladder itself says that time alone changes it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from loyalty.engine.ladder import standing
from loyalty.engine.qualifying import qualifying
from loyalty.engine.replay.orders import Orders
from loyalty.engine.replay.people import People
from loyalty.engine.replay.state import Known, Person
from loyalty.engine.replay.versions import Versions
from loyalty.engine.tiers import Tiers


@dataclass(frozen=True, slots=True)
class Rules:
    """What everybody is judged by."""

    tiers: Tiers
    timezone: str
    currency: str


@dataclass(slots=True)
class Levels:
    """Where members stood at the last look; `until` of them when time alone next may change it."""

    people: People
    orders: Orders
    versions: Versions
    _rules: Rules | None = None
    _looked_at: datetime | None = None
    _of: dict[int, dict[Known, None]] = field(default_factory=dict)
    _levels: dict[int, tuple[str, datetime | None]] = field(default_factory=dict)

    def at(self, at: datetime, *, timezone: str, currency: str) -> dict[int, str]:
        """Levels by the person's number; empty for a programme without tiers."""
        live = self.versions.at(at)
        if live is None or live.document.tiers is None:
            return {}
        rules = Rules(live.document.tiers, timezone, currency)
        self._begin(rules, at)
        changed, self.orders.changed = self.orders.changed or (), set()
        for known in changed:
            self._count(known, rules, at)
        everybody = self.people.everybody
        for number in [number for number in self._of if everybody[number - 1].kept is not None]:
            self._moved(everybody[number - 1])
        return {person.number: self._level(person, rules, at) for person in everybody}

    def _begin(self, rules: Rules, at: datetime) -> None:
        """What is known holds for the same rules, and forward in time."""
        if rules != self._rules or self._looked_at is None or at < self._looked_at:
            self._of, self._levels = defaultdict(dict), {}
            self.orders.changed = set(self.orders.known.values())
            for known in self.orders.changed:
                known.counts = None
        self._rules, self._looked_at = rules, at

    def _count(self, known: Known, rules: Rules, at: datetime) -> None:
        state = known.state
        header = state.header
        if known.person is None or header is None:
            return
        if header.processed_at > at or any(refund.at > at for refund in state.refunds):
            self.orders.changed_again(known)
        live = self.versions.of(known.terms, header.processed_at)
        counts = (
            None
            if live is None
            else qualifying(
                state,
                document=live.document,
                source=f"order:{header.id}",
                timezone=rules.timezone,
                at=at,
                terms=known.terms,
                points=not {"points", "activity"}.isdisjoint(rules.tiers.measures),
            )
        )
        if counts != known.counts:
            known.counts = counts
            person = known.person.living.number
            self._of[person][known] = None
            self._levels.pop(person, None)

    def _moved(self, gone: Person) -> None:
        """A merge gave the orders of one to another."""
        kept = gone.living.number
        self._of[kept] |= self._of.pop(gone.number)
        self._levels.pop(gone.number, None)
        self._levels.pop(kept, None)

    def _level(self, person: Person, rules: Rules, at: datetime) -> str:
        level, until = self._levels.get(person.number, ("", at))
        if level and (until is None or at < until):
            return level
        counts = [known.counts for known in self._of.get(person.number, ()) if known.counts is not None]
        found = standing(rules.tiers, counts, at, rules.timezone, rules.currency)
        self._levels[person.number] = found.level, found.review_at
        return found.level
