"""Which level somebody stands on, kept up as their orders come: `standing` without its reasons (law X5).

Going on costs what is new; what changes the past begins anew. Windows, grace and steps are the ladder's own; there are
no pauses here.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any, Protocol

from loyalty.engine.ladder import thresholds
from loyalty.engine.ladder_windows import EVER, NEVER, ShopTime
from loyalty.engine.tier_standing import FIELDS
from loyalty.engine.tiers import Tiers

_BEYOND = 10**30
ALMOST_A_DAY = timedelta(days=1, microseconds=-1)


class Counted(Protocol):
    """What one source counts, as in Qualifying."""

    @property
    def at(self) -> datetime | None: ...
    @property
    def spend_minor(self) -> int: ...
    @property
    def points(self) -> int: ...
    @property
    def orders(self) -> int: ...
    @property
    def activities(self) -> int: ...


class Ladder:
    """A programme's tiers in a shop's time and currency, made ready."""

    def __init__(self, tiers: Tiers, timezone: str, currency: str) -> None:
        self.tiers = tiers
        self.ats, self.retains = thresholds(tiers, currency)
        self.names = [level.id for level in tiers.levels]
        self.clock = ShopTime(timezone)
        self.months = tiers.window.rolling_months
        self.year_start = tiers.window.year_start
        self.follows = tiers.keep_until is not None
        self.one_step = tiers.drop == "one_step"
        self.one = FIELDS[tiers.measures[0]] if len(tiers.measures) == 1 else ""
        self._amounts: Any = attrgetter(*(FIELDS[measure] for measure in tiers.measures))
        self.amount: Any = self._amounts  # of a fact, where there is one measure
        self._leaving: dict[int, tuple[datetime, datetime, datetime]] = {}
        self._steps = [-_BEYOND, *sorted({*self.ats[0], *self.retains[0]}), _BEYOND]

    def amounts(self, fact: Counted) -> Sequence[int]:
        """What the fact counts, by measure."""
        found = self._amounts(fact)
        return (found,) if self.one else found

    def rank(self, sums: Sequence[int], columns: Sequence[list[int]]) -> int:
        """The highest level whose thresholds the sums meet."""
        if self.one:
            return max(0, bisect_right(columns[0], sums[0]) - 1)
        ranks = [bisect_right(column, total) for column, total in zip(columns, sums, strict=True)]
        return max(0, (max(ranks) if self.tiers.need == "any" else min(ranks)) - 1)

    def around(self, total: int) -> tuple[int, int]:
        """From where to where of the first measure no rank by it is another."""
        above = bisect_right(self._steps, total)
        return self._steps[above - 1], self._steps[above]

    def leaves(self, at: datetime | None) -> datetime:
        """When what was counted at a moment counts no longer; for rolling months."""
        at = at or EVER
        found = self._leaving.get(at.toordinal()) if at.tzinfo is UTC else None
        if found is None:
            return self._leaves(at)
        cut, before, after = found
        return before if at < cut else after

    def _leaves(self, at: datetime) -> datetime:
        """The same, kept for the other moments of the day in UTC where the shop's clock is not changed on it."""
        leaves, day = self.clock.months_later, datetime(at.year, at.month, at.day, tzinfo=UTC)
        first, last = day.astimezone(self.clock.zone), (day + ALMOST_A_DAY).astimezone(self.clock.zone)
        months = self.months or 0
        if at.tzinfo is UTC and first.utcoffset() == last.utcoffset() and at > EVER:
            cut = self.clock.midnight(last.date())
            self._leaving[at.toordinal()] = cut, leaves(day, months), leaves(day + ALMOST_A_DAY, months)
        return leaves(at, months)

    def year_ends(self, at: datetime) -> datetime:
        """When the year ends in which `at` lies; NEVER without years."""
        if self.year_start is None:
            return NEVER
        year = self.clock.day(at).year
        begins = self.clock.midnight(date(year, *self.year_start))
        return begins if at < begins else self.clock.midnight(date(year + 1, *self.year_start))

    def loses_at(self, short: datetime) -> datetime:
        """When a level is lost that is not kept since `short`."""
        return self.clock.grace_ends(short, self.tiers.grace_days)

    def whole_window_from(self, at: datetime) -> datetime:
        """Until when one step down is kept."""
        if self.months:
            return self.leaves(at)
        return at if self.year_start is None else self.year_ends(at)


@dataclass(slots=True, eq=False)
class Ascent:
    """Somebody's way so far. `upto`: everything that counts up to and with this moment is counted.

    `firsts`: when each level was first reached or stepped over.
    """

    ladder: Ladder
    level: int = 0
    upto: datetime = EVER
    turned_at: datetime = EVER  # when something other than a sum last changed
    firsts: list[datetime | None] = field(init=False)
    _short: list[datetime | None] = field(init=False)
    _sums: list[int] = field(init=False)
    _before: list[int] | None = None  # the year before, where it still keeps
    _counted: int = 0
    _left: int = 0
    _held: int = -1
    _low: int = 0  # the least that the first measure came to since then
    _from: int = 1  # while the first measure lies from here to there, no rank is another; nowhere at first
    _to: int = 0
    _landed: datetime = EVER
    _leaves: datetime = NEVER
    _year_ends: datetime = NEVER
    _loses: datetime = NEVER

    def __post_init__(self) -> None:
        self.firsts = [None] * len(self.ladder.names)
        self._short = [None] * len(self.ladder.names)
        self._sums = [0] * len(self.ladder.ats)

    def walk(self, facts: Sequence[Counted], until: datetime) -> None:
        """Goes on to `until`, which is not before `upto`; `facts` are in the order of time."""
        if not self._counted and facts:
            self._year_ends = self.ladder.year_ends(facts[0].at or EVER)
        while not (self._from < self._to and self._glide(facts, until)):
            coming = facts[self._counted].at if self._counted < len(facts) else None
            moment = min(coming or NEVER, self._leaves, self._year_ends, self._loses)
            if moment > until or moment == NEVER:
                break
            self._go(facts, moment)
        self.upto = until

    def _glide(self, facts: Sequence[Counted], until: datetime) -> bool:
        """Goes on over what changes nothing but the sum, and stops before anything else; whether that lies beyond."""
        ladder, many, counted, leaves = self.ladder, len(facts), self._counted, self._leaves
        total, low, high, least = self._sums[0], self._from, self._to, self._low
        ends, amount_of = min(self._year_ends, self._loses), ladder.amount
        at = facts[counted].at if counted < many else None
        while leaves != NEVER or not ladder.months:
            if at is not None and at < leaves:
                amount = amount_of(facts[counted])
                if at > until or at >= ends or amount < 0 or not low <= total + amount < high:
                    break
                counted += 1
                total += amount
                at = facts[counted].at if counted < many else None
            else:
                if leaves > until or leaves >= ends or at == leaves or leaves == NEVER:
                    break
                amount = amount_of(facts[self._left])
                if not low <= total - amount < high:
                    break
                total -= amount
                self._left += 1
                leaves = ladder.leaves(facts[self._left].at) if self._left < counted else NEVER
            if total < least:
                least = total
        self._sums[0], self._low, self._counted, self._leaves = total, least, counted, leaves
        return leaves > until and ends > until and (at is None or at > until)

    def may_count(self, at: datetime) -> bool:
        """Whether something new of that moment can be counted by going on."""
        return at > self.upto or (at == self.upto and self.turned_at != at)

    def has_counted(self, place: int) -> bool:
        """Whether the fact at this place is among what was counted."""
        return place < self._counted

    def counts_less(self, at: datetime, less: int) -> bool:
        """Takes something off what was counted of a moment; says no where the way since may have been another.

        While the level was kept by what counts all the time, and still is, nothing else has changed.
        """
        ladder = self.ladder
        if not ladder.one or ladder.year_start is not None or less < 0 or at <= self.turned_at:
            return False
        if ladder.months and ladder.leaves(at) <= self.upto:
            return False
        if ladder.rank([self._low - less], ladder.retains) < self._held:
            return False
        self._sums[0] -= less
        self._low -= less
        return True

    def _go(self, facts: Sequence[Counted], moment: datetime) -> None:
        """All that happens at one moment."""
        ladder = self.ladder
        if moment == self._year_ends:
            self._before = self._sums if ladder.follows else None
            self._sums = [0] * len(self._sums)
            self._year_ends = ladder.year_ends(moment)
        while self._counted < len(facts) and facts[self._counted].at == moment:
            self._add(facts[self._counted], 1)
            self._counted += 1
        if ladder.months:
            self._forget(facts, moment)
        self._settle(moment)

    def _forget(self, facts: Sequence[Counted], moment: datetime) -> None:
        """What lies so many months back counts no longer."""
        if self._leaves == NEVER and self._left < self._counted:
            self._leaves = self.ladder.leaves(facts[self._left].at)
        while self._leaves == moment:
            self._add(facts[self._left], -1)
            self._left += 1
            left = self._left < self._counted
            self._leaves = self.ladder.leaves(facts[self._left].at) if left else NEVER

    def _add(self, fact: Counted, sign: int) -> None:
        sums = self._sums
        for measure, amount in enumerate(self.ladder.amounts(fact)):
            sums[measure] += sign * amount

    def _settle(self, at: datetime) -> None:
        ladder = self.ladder
        reached, held = ladder.rank(self._sums, ladder.ats), ladder.rank(self._sums, ladder.retains)
        if self._before is not None:
            held = max(held, ladder.rank(self._before, ladder.retains))
        if held == self._held and reached <= self.level and at < self._loses:
            self._low = min(self._low, self._sums[0])
            if ladder.one:
                self._from, self._to = ladder.around(self._sums[0])
            return
        self.turned_at, self._low = at, self._sums[0]
        if held != self._held:
            self._held = held
            self._short = [None if n <= held else was or at for n, was in enumerate(self._short)]
        if reached > self.level:
            self.level, self._landed = reached, EVER
            self.firsts[: reached + 1] = [was or at for was in self.firsts[: reached + 1]]
        while self.level and self._loses_at(self.level) <= at:
            self._fall(at)
        self._loses = self._loses_at(self.level) if self.level else NEVER
        calm = ladder.one and reached <= self.level and at < self._loses
        self._from, self._to = ladder.around(self._sums[0]) if calm else (1, 0)

    def _loses_at(self, level: int) -> datetime:
        short = self._short[level]
        if short is None:
            return NEVER
        return self.ladder.loses_at(max(short, self._landed) if level == self.level else short)

    def _fall(self, at: datetime) -> None:
        if self.ladder.one_step:
            self.level, self._landed = self.level - 1, self.ladder.whole_window_from(at)
        else:
            kept = (n for n in range(self.level - 1, 0, -1) if self._loses_at(n) > at)
            self.level = next(kept, 0)
