"""Which tier a member has, since when, until when, and why: a pure function of what qualified (law X5).

A level is reached in the moment its thresholds are met, and kept while its retain thresholds are. Once they are not,
it is kept for the days of grace and then lost: to the highest level that is still kept (full), or to the one below,
which is then kept for a whole window (one_step).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from operator import attrgetter

from loyalty.common.money import exponent
from loyalty.engine.ladder_reasons import Code, Reason, iso, reason, window_at
from loyalty.engine.ladder_tally import Tally
from loyalty.engine.ladder_windows import EVER, NEVER, Pauses, ShopTime, Span, joined
from loyalty.engine.tiers import Tiers

_FIELDS = {"spend": "spend_minor", "points": "points", "orders": "orders", "activity": "activities"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifying:
    """What one source (an order, an activity) counts towards tiers, as far as is known.

    Told again, a source replaces what was told of it before: the greatest `seq` (arrival) stands; among equals
    the last one given.
    """

    at: datetime
    source: str
    spend_minor: int = 0
    points: int = 0
    orders: int = 0
    activities: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One step up or down; `from_level == to_level` where grace keeps what would be lost."""

    at: datetime
    from_level: str
    to_level: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Next:
    """The next level, and what is missing to it per measure (money in minor units)."""

    level: str
    missing: dict[str, int]


@dataclass(frozen=True, slots=True)
class Fall:
    """The level one would fall to, and when, grace included, if nothing more qualifies."""

    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TierStanding:
    """A member's tier at one moment.

    `since` and `reached_by` (a source) are None for the level everybody begins at, `reached_by` also after a fall.
    `qualifying` holds the sums of the window, `keep_until` the moment at which they no longer keep the level if
    nothing more qualifies (grace comes after it, so it may have passed).
    """

    level: str
    since: datetime | None
    reached_by: str | None
    qualifying: dict[str, int]
    next: Next | None
    keep_until: datetime | None
    at_risk: Fall | None
    changes: tuple[Change, ...]


def standing(
    tiers: Tiers,
    history: Iterable[Qualifying],
    at: datetime,
    timezone: str,
    currency: str,
    *,
    paused: Pauses = (),
) -> TierStanding:
    """The tier at `at`, seeing nothing later; `paused` are (from, to or None) in which the shop was gone."""
    facts = [fact for fact in _latest(history) if fact.at <= at]
    wanted = attrgetter(*(_FIELDS[measure] for measure in tiers.measures))
    single = len(tiers.measures) == 1
    counted = [(fact.at, (wanted(fact),) if single else wanted(fact)) for fact in facts]
    clock = ShopTime(timezone, joined(paused, at))
    tally = Tally(tiers, counted, at, clock)
    climb = Climb(tiers, tally, clock, currency, {fact.at: fact.source for fact in _by_source(facts)})
    climb.walk(at)
    return climb.told()


def _latest(history: Iterable[Qualifying]) -> Iterable[Qualifying]:
    known: dict[str, Qualifying] = {}
    for fact in history:
        held = known.get(fact.source)
        if held is None or fact.seq >= held.seq:
            known[fact.source] = fact
    return known.values()


def _by_source(facts: list[Qualifying]) -> list[Qualifying]:
    return sorted(facts, key=attrgetter("source"))


def _columns(tiers: Tiers, rows: Sequence[Sequence[Decimal]], currency: str) -> list[list[int]]:
    """Thresholds per measure, lowest level first; money in minor units, rounded up where it is finer than those."""
    places = [exponent(currency) if measure == "spend" else 0 for measure in tiers.measures]
    return [
        [int(row[column].scaleb(shift).to_integral_value(ROUND_CEILING)) for row in rows]
        for column, shift in enumerate(places)
    ]


@dataclass(slots=True)
class Climb:
    """Goes through a history from moment to moment and keeps the level."""

    tiers: Tiers
    tally: Tally
    clock: ShopTime
    currency: str
    sources: dict[datetime, str]
    level: int = 0
    since: datetime | None = None
    reached_by: str | None = None
    changes: list[Change] = field(default_factory=list)
    _now: datetime = EVER
    _held: int = -1
    _landed: datetime = EVER
    _fell_short: datetime = EVER
    _warned: tuple[int, datetime] | None = None
    _short: list[datetime | None] = field(init=False)
    _ats: list[list[int]] = field(init=False)
    _retains: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        levels, thresholds = self.tiers.levels, self.tiers.thresholds
        kept = [level.at if level.retain is None else level.retain for level in levels]
        self._ats = _columns(self.tiers, [thresholds(level.at) for level in levels], self.currency)
        self._retains = _columns(self.tiers, [thresholds(one) for one in kept], self.currency)
        self._short = [None] * len(levels)

    def walk(self, until: datetime, *, floor: int = 0) -> None:
        """Up to and including `until`, or until the level is under `floor`."""
        while self.level >= floor:
            moment = min(self.tally.next_at, self._wakes_at())
            if moment == NEVER or moment > until:
                return
            self.tally.advance(moment)
            self._settle(moment)

    def told(self) -> TierStanding:
        """The standing now. Looks ahead to the next fall, so the climb is spent afterwards."""
        level, since, reached_by = self.level, self.since, self.reached_by
        changes = tuple(self.changes)
        _, sums = self._best(self.tally.reaching(), self._ats)
        qualifying: dict[str, int] = dict(zip(self.tiers.measures, sums, strict=True))
        following = self._next(qualifying)
        keep_until, fall = self._ahead() if level else (None, None)
        return TierStanding(
            level=self.tiers.levels[level].id,
            since=since,
            reached_by=reached_by,
            qualifying=qualifying,
            next=following,
            keep_until=keep_until,
            at_risk=fall,
            changes=changes,
        )

    def _next(self, qualifying: dict[str, int]) -> Next | None:
        if self.level + 1 == len(self.tiers.levels):
            return None
        wanted = [column[self.level + 1] for column in self._ats]
        pairs = zip(qualifying.items(), wanted, strict=True)
        missing = {measure: max(0, threshold - amount) for (measure, amount), threshold in pairs}
        return Next(self.tiers.levels[self.level + 1].id, missing)

    def _ahead(self) -> tuple[datetime | None, Fall | None]:
        """When the level is no longer kept by its sums, and the fall that follows."""
        level = self.level
        self.walk(NEVER, floor=level)
        if self.level < level:
            return self._fell_short, Fall(self.tiers.levels[self.level].id, self._now)
        short = self._falls_short_at(self.level)
        return (None if short == NEVER else short), None

    def _rank(self, sums: Sequence[int], columns: list[list[int]]) -> int:
        """The highest level whose thresholds the sums meet; they rise with the levels, so each measure has its own."""
        ranks = [bisect_right(column, total) for column, total in zip(columns, sums, strict=True)]
        return max(0, (max(ranks) if self.tiers.need == "any" else min(ranks)) - 1)

    def _best(
        self, windows: list[tuple[Span, list[int]]], columns: list[list[int]]
    ) -> tuple[Span | None, list[int]]:
        if not windows:
            return None, [0] * len(columns)
        return max(windows, key=lambda one: (self._rank(one[1], columns), one[1], one[0].start))

    def _settle(self, at: datetime) -> None:
        self._now = at
        reached = max((self._rank(sums, self._ats) for _, sums in self.tally.reaching()), default=0)
        held = max((self._rank(sums, self._retains) for _, sums in self.tally.keeping()), default=0)
        if held != self._held:
            self._held = held
            self._short = [None if n <= held else was or at for n, was in enumerate(self._short)]
        if reached > self.level:
            self._rise(reached)
        while self.level and self._loses_at(self.level) <= at:
            self._fall()
        self._warn()

    def _falls_short_at(self, level: int) -> datetime:
        """From when on only grace keeps the level; NEVER while it is kept."""
        short = self._short[level]
        return NEVER if short is None else max(short, self._landed) if level == self.level else short

    def _loses_at(self, level: int) -> datetime:
        return self.clock.grace_ends(self._falls_short_at(level), self.tiers.grace_days)

    def _wakes_at(self) -> datetime:
        """When the level changes or grace begins, though no sum does."""
        if not self.level:
            return NEVER
        short = self._falls_short_at(self.level)
        return short if short > self._now else self._loses_at(self.level)

    def _rise(self, to: int) -> None:
        self._change("tier_up", to)
        self.reached_by = self.sources.get(self._now)
        self._landed = EVER

    def _fall(self) -> None:
        self._fell_short = self._falls_short_at(self.level)
        if self.tiers.drop == "one_step":
            self._change("tier_down", self.level - 1)
            self._landed = self.tally.whole_window_from(self._now)
        else:
            kept = (n for n in range(self.level - 1, 0, -1) if self._loses_at(n) > self._now)
            self._change("tier_down", next(kept, 0))
        self.reached_by = None

    def _warn(self) -> None:
        """Tells once that grace has begun."""
        short = self._falls_short_at(self.level) if self.level else NEVER
        if short <= self._now and self._warned != (self.level, short):
            self._warned = (self.level, short)
            why = self._why("tier_kept_by_grace", self.level) | {"until": iso(self._loses_at(self.level))}
            self._note(why)

    def _change(self, code: Code, to: int) -> None:
        self._note(self._why(code, to))
        self.level, self.since = to, self._now

    def _note(self, why: Reason) -> None:
        self.changes.append(Change(self._now, why["from"], why["to"], why))

    def _why(self, code: Code, to: int) -> Reason:
        rising = code == "tier_up"
        columns = self._ats if rising else self._retains
        span, sums = self._best(self.tally.reaching() if rising else self.tally.keeping(), columns)
        row = to if rising else self.level
        return reason(
            code,
            tiers=self.tiers,
            levels=(self.level, to),
            amounts=sums,
            thresholds=[column[row] for column in columns],
            window=window_at(self.tiers, span, self._now, self.clock) if span else (self._now, self._now),
        )
