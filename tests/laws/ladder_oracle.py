"""A second reckoning of tiers, day by day and by another method, to hold the ladder against.

It shares no code with the product and looks at every midnight of the shop and at every fact, slowly. Pauses must
begin and end at such a midnight in a zone without daylight saving, or the day's grid would miss what they shift.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Amounts = tuple[int, ...]
Step = tuple[datetime, str, str]


@dataclass(frozen=True)
class Ladder:
    """`levels` are (name, reached at, kept with), lowest first. Of `months` and `year` at most one is set."""

    levels: list[tuple[str, Amounts, Amounts]]
    any_measure: bool = False
    months: int | None = None
    year: tuple[int, int] | None = None
    next_year_too: bool = False
    grace: int = 0
    one_step: bool = False


@dataclass
class Told:
    level: str
    steps: list[Step] = field(default_factory=list)


@dataclass
class Shop:
    zone: str
    pauses: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def over(self, since: datetime, planned: datetime, at: datetime) -> bool:
        """A period is over when as much time has passed with the shop as it was planned to last."""
        passed = at - since
        for gone, back in self.pauses:
            begin, end = max(gone, since), min(back or at, at)
            passed -= max(timedelta(), end - begin)
        return passed >= planned - since

    def end_of_day(self, at: datetime, *, days: int = 0, months: int = 0) -> datetime:
        day = self.day(at)
        for _ in range(months):
            day = _a_month_on(day, self.day(at).day)
        return self.midnight(day + timedelta(days=days + 1))


def _a_month_on(day: date, wanted: int) -> date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(wanted, monthrange(year, month)[1]))


@dataclass
class Oracle:
    ladder: Ladder
    shop: Shop
    facts: list[tuple[datetime, Amounts]]
    level: int = 0
    short: dict[int, datetime] = field(default_factory=dict)
    landed: datetime | None = None
    unprotected: datetime | None = None

    def tell(self, at: datetime) -> Told:
        told = Told("")
        if self.facts:
            for moment in self._moments(min(when for when, _ in self.facts), at):
                self._look(moment, told)
        told.level = self.ladder.levels[self.level][0]
        return told

    def _moments(self, first: datetime, last: datetime) -> list[datetime]:
        days = (self.shop.day(last) - self.shop.day(first)).days
        midnights = {
            self.shop.midnight(self.shop.day(first) + timedelta(days=number)) for number in range(days + 1)
        }
        return sorted(moment for moment in midnights | {when for when, _ in self.facts} if moment <= last)

    def _look(self, now: datetime, told: Told) -> None:
        reach, keep = self._sums(now, keeping=False), self._sums(now, keeping=True)
        for number, (_, _, kept_with) in enumerate(self.ladder.levels):
            if any(self._met(sums, kept_with) for sums in keep):
                self.short.pop(number, None)
            else:
                self.short.setdefault(number, now)
        if self.landed and self._landing_over(now):
            self.landed, self.unprotected = None, now
        for number, (_, at, _) in enumerate(self.ladder.levels):
            if number > self.level and any(self._met(sums, at) for sums in reach):
                self._go(number, now, told, rising=True)
        while self.level and self._lost(self.level, now):
            self._drop(now, told)

    def _drop(self, now: datetime, told: Told) -> None:
        to = self.level - 1
        if not self.ladder.one_step:
            while to and self._lost(to, now):
                to -= 1
        self._go(to, now, told, rising=False)
        if self.ladder.one_step:
            self.landed, self.unprotected = (now, None)
            if self._landing_over(now):
                self.landed, self.unprotected = None, now

    def _go(self, to: int, now: datetime, told: Told, *, rising: bool) -> None:
        names = [name for name, _, _ in self.ladder.levels]
        last = told.steps[-1] if told.steps else None
        if rising and last and last[0] == now and names.index(last[1]) < names.index(last[2]):
            told.steps[-1] = (now, last[1], names[to])
        else:
            told.steps.append((now, names[self.level], names[to]))
        self.level, self.landed, self.unprotected = to, None, None

    def _lost(self, level: int, now: datetime) -> bool:
        if level not in self.short or (level == self.level and self.landed):
            return False
        since = self.short[level]
        if level == self.level and self.unprotected:
            since = max(since, self.unprotected)
        if not self.ladder.grace:
            return True
        starts_a_day = since == self.shop.midnight(self.shop.day(since))
        planned = self.shop.end_of_day(since, days=self.ladder.grace - (1 if starts_a_day else 0))
        return self.shop.over(since, planned, now)

    def _landing_over(self, now: datetime) -> bool:
        assert self.landed is not None
        if self.ladder.months:
            return self.shop.over(
                self.landed, self.shop.end_of_day(self.landed, months=self.ladder.months), now
            )
        if self.ladder.year:
            begin, end = self._year_of(self.landed)
            return self.shop.over(begin, end, now)
        return True

    def _year_of(self, at: datetime, later: int = 0) -> tuple[datetime, datetime]:
        assert self.ladder.year
        day = self.shop.day(at)
        year = day.year - (day < date(day.year, *self.ladder.year)) + later
        return (
            self.shop.midnight(date(year, *self.ladder.year)),
            self.shop.midnight(date(year + 1, *self.ladder.year)),
        )

    def _sums(self, now: datetime, *, keeping: bool) -> list[Amounts]:
        """The sums of each window that may be looked at now."""
        if not self.ladder.year:
            return [self._sum(lambda when: when <= now and not self._left(when, now))]
        sums = []
        for back in range(-6, 1):
            begin, end = self._year_of(now, back)
            begin_next, end_next = self._year_of(now, back + 1)
            open_now = not self.shop.over(begin, end, now)
            following = begin_next > now or not self.shop.over(begin_next, end_next, now)
            if open_now or (keeping and self.ladder.next_year_too and following):
                sums.append(self._sum(self._counting(begin, end, now)))
        return sums

    def _counting(self, begin: datetime, end: datetime, now: datetime) -> Callable[[datetime], bool]:
        return lambda when: begin <= when <= now and not self.shop.over(begin, end, when)

    def _left(self, when: datetime, now: datetime) -> bool:
        if not self.ladder.months:
            return False
        return self.shop.over(when, self.shop.end_of_day(when, months=self.ladder.months), now)

    def _sum(self, counts: Callable[[datetime], bool]) -> Amounts:
        measures = len(self.ladder.levels[0][1])
        return tuple(sum(amounts[m] for when, amounts in self.facts if counts(when)) for m in range(measures))

    def _met(self, sums: Amounts, wanted: Amounts) -> bool:
        enough = [have >= want for have, want in zip(sums, wanted, strict=True)]
        return any(enough) if self.ladder.any_measure else all(enough)
