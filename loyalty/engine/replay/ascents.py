"""Everybody's way up the tiers: what their orders count, in the order of time, and the level that follows (law X5).

A member's way is gone on with when something new counts, and begun anew when what they had counted changes.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from loyalty.engine.ladder_level import Ascent, Counted, Ladder
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.state import Known
from loyalty.engine.tier_standing import Qualifying
from loyalty.engine.tiers import Tiers

_AT = attrgetter("at")


class Ascents:
    """`ladders` are made once for each programme, time zone and currency."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._ladders: dict[tuple[int, str], Ladder] = {}
        self._last: Ladder | None = None

    def level(self, person: Person, tiers: Tiers, at: datetime, timezone: str) -> str:
        """The level at a moment, by what is known now."""
        person.ascent = self._up_to(person, person.ascent, tiers, at, timezone)
        return person.ascent.ladder.names[person.ascent.level]

    def level_of(self, facts: Sequence[Counted], tiers: Tiers, at: datetime, timezone: str) -> str:
        """The level of somebody who had these, in the order of time."""
        ascent = Ascent(self._ladder(tiers, timezone))
        ascent.walk(facts, at)
        return ascent.ladder.names[ascent.level]

    def firsts(self, person: Person, tiers: Tiers, at: datetime, timezone: str) -> list[datetime | None]:
        """When each level was first reached or stepped over, by what is known now."""
        person.reached = self._up_to(person, person.reached, tiers, at, timezone)
        return person.reached.firsts

    def _up_to(
        self, person: Person, so_far: Ascent | None, tiers: Tiers, at: datetime, timezone: str
    ) -> Ascent:
        ladder = self._ladder(tiers, timezone)
        if so_far is None or so_far.ladder is not ladder or at < so_far.upto:
            so_far = Ascent(ladder)
        so_far.walk(person.counted, at)
        return so_far

    def _ladder(self, tiers: Tiers, timezone: str) -> Ladder:
        last = self._last
        if last is not None and last.tiers is tiers and last.clock.timezone == timezone:
            return last
        found = self._ladders.get((id(tiers), timezone))
        if found is None:
            found = self._ladders[id(tiers), timezone] = Ladder(tiers, timezone, self._currency)
        self._last = found
        return found


def count(person: Person, known: Known, told: Qualifying | None) -> None:
    """An order of the person counts this now; None: nothing."""
    was = known.at
    now = told.at if told is not None else None
    if told is not None and was == now and known.counts_as(told):
        return
    if was is not None:
        place = _place(person, known, was)
        if person.ascent is not None and not _still_holds(person.ascent, known, place, told):
            person.ascent = None
        if person.reached is not None and not _still_holds(person.reached, known, place, told):
            person.reached = None
        if now != was:
            person.counted.pop(place)
    known.at = now
    if told is not None and now is not None:
        known.spend_minor, known.points = told.spend_minor, told.points
        known.orders, known.activities = told.orders, told.activities
        if now != was:
            _go_on(person, now)
            insort(person.counted, known, key=_AT)


def counts_new(person: Person, known: Known, at: datetime) -> None:
    """An order that counted nothing before counts what it says, of that moment."""
    known.at = at
    _go_on(person, at)
    counted = person.counted
    if not counted or (counted[-1].at or at) <= at:
        counted.append(known)
    else:
        insort(counted, known, key=_AT)


def merged(gone: Person, kept: Person) -> None:
    """What one counted, the other does."""
    if gone.counted:
        kept.counted = sorted([*kept.counted, *gone.counted], key=_AT)
        gone.counted = []
    kept.ascent = kept.reached = gone.ascent = gone.reached = None


def _place(person: Person, known: Known, at: datetime) -> int:
    place = bisect_left(person.counted, at, key=_AT)
    while person.counted[place] is not known:
        place += 1
    return place


def _still_holds(ascent: Ascent, known: Known, place: int, told: Qualifying | None) -> bool:
    """Whether the way so far can be gone on with, though an order of it counts something else now."""
    if not ascent.has_counted(place):
        return True
    if told is None or told.at != known.at:
        return False
    amounts = ascent.ladder.amounts
    return ascent.counts_less(told.at, amounts(known)[0] - amounts(told)[0])


def _go_on(person: Person, at: datetime) -> None:
    """Something new counts at a moment."""
    if person.ascent is not None and not person.ascent.may_count(at):
        person.ascent = None
    if person.reached is not None and not person.reached.may_count(at):
        person.reached = None
