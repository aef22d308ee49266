"""What counts at each moment: the sums of every window that is open, as time goes by."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime

from loyalty.engine.ladder_windows import EVER, NEVER, ShopTime, Span, years
from loyalty.engine.tiers import Tiers

Fact = tuple[datetime, tuple[int, ...]]
Happening = tuple[datetime, str, int, tuple[int, ...]]


class Tally:
    """Walks through time; `facts` are (when, amount per measure) in any order, none later than `at`."""

    def __init__(self, tiers: Tiers, facts: list[Fact], at: datetime, clock: ShopTime) -> None:
        self._months = tiers.window.rolling_months
        self._clock = clock
        self._spans = _spans(tiers, facts, at, clock)
        self._sums = [[0] * len(tiers.measures) for _ in self._spans]
        self._reaching: set[int] = set()
        self._keeping: set[int] = set()
        self._ahead = sorted([*self._borders(), *self._countings(facts)], key=lambda one: one[0])
        self._next = 0

    @property
    def next_at(self) -> datetime:
        """When the sums change next by themselves; NEVER when they do not."""
        return self._ahead[self._next][0] if self._next < len(self._ahead) else NEVER

    def advance(self, to: datetime) -> None:
        """Takes in everything up to and including `to`."""
        while self._next < len(self._ahead) and self._ahead[self._next][0] <= to:
            _, what, number, amounts = self._ahead[self._next]
            self._next += 1
            if what == "count":
                total = self._sums[number]
                for measure, amount in enumerate(amounts):
                    total[measure] += amount
            elif what == "open":
                self._reaching.add(number)
                self._keeping.add(number)
            else:
                (self._reaching if what == "end" else self._keeping).discard(number)

    def reaching(self) -> list[tuple[Span, list[int]]]:
        """The windows in which a level can be reached now, with their sums."""
        return [(self._spans[number], self._sums[number]) for number in self._reaching]

    def keeping(self) -> list[tuple[Span, list[int]]]:
        """The windows that can keep a level now, with their sums."""
        return [(self._spans[number], self._sums[number]) for number in self._keeping]

    def whole_window_from(self, at: datetime) -> datetime:
        """The end of the window that begins at, or for years contains, `at`; `at` itself for a lifetime."""
        if self._months:
            return self._clock.months_later(at, self._months)
        if self._spans[0].start == EVER:
            return at
        return self._spans[bisect_right(self._spans, at, key=_start) - 1].ends

    def _borders(self) -> Iterator[Happening]:
        for number, span in enumerate(self._spans):
            yield span.start, "open", number, ()
            if span.ends != NEVER:
                yield span.ends, "end", number, ()
            if span.keeps != NEVER:
                yield span.keeps, "forget", number, ()

    def _countings(self, facts: Iterable[Fact]) -> Iterator[Happening]:
        for at, amounts in facts:
            for number in self._holding(at):
                yield at, "count", number, amounts
            if self._months and (gone := self._clock.months_later(at, self._months)) != NEVER:
                yield gone, "count", 0, tuple(-amount for amount in amounts)

    def _holding(self, at: datetime) -> Iterable[int]:
        """The windows in which a fact counts: one, or more where a pause made them overlap."""
        if not self._clock.pauses or len(self._spans) == 1:
            return (bisect_right(self._spans, at, key=_start) - 1,)
        return [number for number, span in enumerate(self._spans) if span.start <= at < span.ends]


def _spans(tiers: Tiers, facts: list[Fact], at: datetime, clock: ShopTime) -> list[Span]:
    begins = tiers.window.year_start
    if begins is None:
        return [Span(EVER, NEVER, NEVER)]
    first = min((when for when, _ in facts), default=at)
    return years(clock, begins, first, at, tiers.keep_until is not None)


def _start(span: Span) -> datetime:
    return span.start
