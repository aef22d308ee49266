"""Everybody's tier during a replay, from the orders as they stand (law X5).

What orders count is kept as they are told, with everything that is known of them. Somebody who looks at a moment sees
no refund that takes effect later: only the orders with such refunds are counted for the look.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from loyalty.engine.ladder_level import Counted
from loyalty.engine.qualifying import qualifying
from loyalty.engine.replay.ascents import Ascents
from loyalty.engine.replay.orders import Orders
from loyalty.engine.replay.people import People
from loyalty.engine.replay.state import Known
from loyalty.engine.replay.versions import Versions
from loyalty.engine.tier_standing import Qualifying
from loyalty.engine.tiers import Tiers

Aside = dict[int, list[Known]]  # orders to count for one look, by the person's number


@dataclass(slots=True)
class Levels:
    """Where members stand."""

    people: People
    orders: Orders
    versions: Versions
    ascents: Ascents

    def at(self, at: datetime, *, timezone: str) -> dict[int, str]:
        """Levels by the person's number; empty for a programme without tiers."""
        live = self.versions.at(at)
        tiers = live.document.tiers if live else None
        if tiers is None:
            return {}
        if at < self.orders.heard_at or (self.orders.moved and tiers.go_by_rules):
            return self._counted_anew(tiers, at, timezone)
        aside = self._aside(at)
        return {
            person.number: (
                self._without(person.counted, aside[person.number], tiers, at, timezone)
                if person.number in aside
                else self.ascents.level(person, tiers, at, timezone)
            )
            for person in self.people.everybody
        }

    def _aside(self, at: datetime) -> Aside:
        """Orders with refunds that take effect after `at`."""
        later = self.orders.later
        for known in [known for known, last in later.items() if last <= self.orders.heard_at]:
            del later[known]
        found: Aside = defaultdict(list)
        for known, last in later.items():
            if last > at and known.person is not None:
                found[known.person.living.number].append(known)
        return found

    def _counted_anew(self, tiers: Tiers, at: datetime, timezone: str) -> dict[int, str]:
        """For a look back, and where rules would give something else by the shop's new calendar."""
        orders: Aside = defaultdict(list)
        for known in self.orders.known.values():
            if known.person is not None:
                orders[known.person.living.number].append(known)
        return {
            person.number: self._without(
                [one for one in person.counted if not one.packed],  # activities
                *(orders.get(person.number, []), tiers, at, timezone),
            )
            for person in self.people.everybody
        }

    def _without(
        self, counted: list[Known], aside: list[Known], tiers: Tiers, at: datetime, timezone: str
    ) -> str:
        """The level by what is counted, but for the orders aside, which count as they stood at `at`."""
        seen = [self._as_seen(known, at, timezone) for known in aside]
        facts: list[Counted] = [known for known in counted if known not in aside]
        facts += [one for one in seen if one is not None]
        return self.ascents.level_of(sorted(facts, key=attrgetter("at")), tiers, at, timezone)

    def _as_seen(self, known: Known, at: datetime, timezone: str) -> Qualifying | None:
        state = known.state
        header = state.header
        live = self.versions.of(known.terms, header.processed_at) if header else None
        if live is None:
            return None
        return qualifying(
            state, document=live.document, source="", timezone=timezone, at=at, terms=known.terms,
            points=self.versions.count_points,
        )  # fmt: skip
