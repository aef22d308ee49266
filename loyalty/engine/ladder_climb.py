"""The way up and down the ladder, from moment to moment."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from loyalty.engine.ladder_reasons import Code, Reason, iso, reason, window_at
from loyalty.engine.ladder_tally import Tally
from loyalty.engine.ladder_windows import EVER, NEVER, ShopTime, Span
from loyalty.engine.tier_standing import Change, Fall, Next, TierStanding
from loyalty.engine.tiers import Tiers

Columns = list[list[int]]


@dataclass(slots=True)
class Climb:
    """Goes through a history from moment to moment and keeps the level.

    `ats` and `retains` are the thresholds per measure, lowest level first; `sources` say what happened when.
    """

    tiers: Tiers
    tally: Tally
    clock: ShopTime
    ats: Columns
    retains: Columns
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

    def __post_init__(self) -> None:
        self._short = [None] * len(self.tiers.levels)

    def walk(self, until: datetime, *, floor: int = 0) -> None:
        """Up to and including `until`, or until the level is under `floor`."""
        while self.level >= floor:
            wakes = self._wakes_at()
            moment = self.tally.advance(min(wakes, until))
            if moment is None:
                if wakes == NEVER or wakes > until:
                    return
                moment = wakes
            self._settle(moment)

    def told(self) -> TierStanding:
        """The standing now. Looks ahead to the next fall, so the climb is spent afterwards."""
        level, since, reached_by = self.level, self.since, self.reached_by
        changes = tuple(self.changes)
        _, sums = self._best(self.tally.reaching(), self.ats)
        qualifying: dict[str, int] = dict(zip(self.tiers.measures, sums, strict=True))
        following = self._next(qualifying)
        keep_until, fall = self._ahead() if level else (None, None)
        ahead = self.changes[len(changes) :]
        return TierStanding(
            level=self.tiers.levels[level].id,
            since=since,
            reached_by=reached_by,
            qualifying=qualifying,
            next=following,
            keep_until=keep_until,
            at_risk=fall,
            changes=changes,
            review_at=ahead[0].at if ahead else None,
        )

    def _next(self, qualifying: dict[str, int]) -> Next | None:
        if self.level + 1 == len(self.tiers.levels):
            return None
        wanted = [column[self.level + 1] for column in self.ats]
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

    def _rank(self, sums: Sequence[int], columns: Columns) -> int:
        """The highest level whose thresholds the sums meet; they rise with the levels, so each measure has its own."""
        ranks = [bisect_right(column, total) for column, total in zip(columns, sums, strict=True)]
        return max(0, (max(ranks) if self.tiers.need == "any" else min(ranks)) - 1)

    def _best(self, windows: list[tuple[Span, list[int]]], columns: Columns) -> tuple[Span | None, list[int]]:
        if not windows:
            return None, [0] * len(columns)
        return max(windows, key=lambda one: (self._rank(one[1], columns), one[1], one[0].start))

    def _settle(self, at: datetime) -> None:
        self._now = at
        reached = max((self._rank(sums, self.ats) for _, sums in self.tally.reaching()), default=0)
        held = max((self._rank(sums, self.retains) for _, sums in self.tally.keeping()), default=0)
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
        columns = self.ats if rising else self.retains
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
