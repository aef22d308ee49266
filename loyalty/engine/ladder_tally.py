"""What counts at each moment: the sums of every window that is open, as time goes by."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter, itemgetter

from loyalty.engine.ladder_windows import EVER, NEVER, ShopTime, Span, years
from loyalty.engine.tiers import Tiers

Fact = tuple[datetime, tuple[int, ...]]
Happening = tuple[datetime, str, int, tuple[int, ...]]

_BEYOND = 10**30
_START = attrgetter("start")


class Tally:
    """Walks through time; `facts` are (when, amount per measure) in any order, none later than `at`.

    `steps` are, per measure, the amounts at which something may change: in between, nobody needs to look.
    """

    def __init__(
        self, tiers: Tiers, facts: list[Fact], at: datetime, clock: ShopTime, steps: Sequence[Iterable[int]]
    ) -> None:
        self._months = tiers.window.rolling_months
        self._clock = clock
        self._spans = _spans(tiers, facts, at, clock)
        self._sums = [[0] * len(tiers.measures) for _ in self._spans]
        self._steps = [[-_BEYOND, *sorted(set(step)), _BEYOND] for step in steps]
        self._between = [[self._around(measure, 0) for measure in range(len(steps))] for _ in self._spans]
        self._reaching: set[int] = set()
        self._keeping: set[int] = set()
        self._ahead = sorted([*self._borders(), *self._countings(facts)], key=itemgetter(0))
        self._next = 0

    def advance(self, to: datetime) -> datetime | None:
        """Goes to the first moment up to and including `to` that may change a level; None: there is none."""
        looked_for = False
        moment = EVER
        while self._next < len(self._ahead):
            happening = self._ahead[self._next]
            if happening[0] > to or (looked_for and happening[0] != moment):
                break
            moment = happening[0]
            self._next += 1
            looked_for = self._take(happening) or looked_for
        return moment if looked_for else None

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
        return self._spans[bisect_right(self._spans, at, key=_START) - 1].ends

    def _take(self, happening: Happening) -> bool:
        """Whether it may change a level."""
        _, what, number, amounts = happening
        if what == "count":
            return self._count(number, amounts)
        if what == "open":
            self._reaching.add(number)
            self._keeping.add(number)
        else:
            (self._reaching if what == "end" else self._keeping).discard(number)
        return True

    def _count(self, number: int, amounts: tuple[int, ...]) -> bool:
        sums, between = self._sums[number], self._between[number]
        crossed = False
        for measure, amount in enumerate(amounts):
            sums[measure] = total = sums[measure] + amount
            low, high = between[measure]
            if not low <= total < high:
                between[measure] = self._around(measure, total)
                crossed = True
        return crossed

    def _around(self, measure: int, total: int) -> tuple[int, int]:
        steps = self._steps[measure]
        above = bisect_right(steps, total)
        return steps[above - 1], steps[above]

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
        if not self._months:
            return
        for at, amounts in facts:
            gone = self._clock.months_later(at, self._months)
            if gone != NEVER:
                yield gone, "count", 0, tuple([-amount for amount in amounts])

    def _holding(self, at: datetime) -> Sequence[int]:
        """The windows in which a fact counts: one, or more where a pause made them overlap."""
        if len(self._spans) == 1:
            return (0,)
        if not self._clock.pauses:
            return (bisect_right(self._spans, at, key=_START) - 1,)
        return [number for number, span in enumerate(self._spans) if span.start <= at < span.ends]


def _spans(tiers: Tiers, facts: list[Fact], at: datetime, clock: ShopTime) -> list[Span]:
    begins = tiers.window.year_start
    if begins is None:
        return [Span(EVER, NEVER, NEVER)]
    first = min((when for when, _ in facts), default=at)
    return years(clock, begins, first, at, tiers.keep_until is not None)
