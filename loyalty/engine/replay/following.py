"""What follows from what people were given, in memory: missions, cards, streaks, rewards for reaching a tier."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.decisions import Decision
from loyalty.engine.missions import counted, decide_mission, progress
from loyalty.engine.replay.ascents import Ascents
from loyalty.engine.replay.books import Books
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.versions import Live, Versions
from loyalty.engine.tier_entries import decide_entry


@dataclass(slots=True)
class Following:
    """As the desk's: each target is worked out from all that is known, and the difference is posted."""

    versions: Versions
    books: Books
    ascents: Ascents

    def follow(self, people: Collection[Person], *, timezone: str, now: datetime) -> None:
        """Settles what the live programme derives from these people's history."""
        live = self.versions.at(now) if self.versions.follow_up else None
        if live is None or not (live.document.missions or live.document.tiers):
            return
        each = sorted({one.living.number: one.living for one in people}.items())
        living = [one for _, one in each]
        for person in living:
            self._settle(person, live, self._entries(person, live, timezone, now), now)
        for mission in live.document.missions:
            wanted = counted([mission])
            for person in living:
                tallies: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
                for held in sorted(person.earned, key=lambda one: (one.at or now, one.number)):
                    if held.currency in wanted and held.posted:
                        tallies[held.currency].append((held.at or now, held.posted))
                told = progress(mission, tallies, timezone=timezone)
                others = _elsewhere(person, f"mission:{mission.id}")
                decision = decide_mission(
                    live.document, mission, told, others=others, now=now, timezone=timezone
                )
                self._settle(person, live, [decision], now)

    def _entries(self, person: Person, live: Live, timezone: str, now: datetime) -> list[Decision]:
        tiers = live.document.tiers
        if tiers is None or not any(level.entry_reward for level in tiers.levels):
            return []
        firsts = self.ascents.firsts(person, tiers, now, timezone)
        return [
            decide_entry(
                level,
                due=bool(first or not place) and not _elsewhere(person, f"tier:{level.id}"),
                at=first or now,
                now=now,
            )
            for place, (level, first) in enumerate(zip(tiers.levels, firsts, strict=True))
            if level.entry_reward
        ]

    def _settle(self, person: Person, live: Live, decisions: list[Decision], now: datetime) -> None:
        targets: list[tuple[Person | None, Decision]] = [(person, one) for one in decisions]
        person.derived = self.books.settle(person.derived, targets, policy=live.document.clawback, now=now)


def _elsewhere(person: Person, rule: str) -> int:
    """What merged accounts brought along of the same rule."""
    return sum(held.posted for held in person.brought if held.rule == rule)
