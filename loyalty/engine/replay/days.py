"""Birthdays and anniversaries in memory: each day's gifts when the day begins, in the order of time."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from loyalty.engine.days import YEARLY, MonthDay, Yearly, begins, falling_on, local_day
from loyalty.engine.decisions import Decision
from loyalty.engine.earning_member import decide_day
from loyalty.engine.replay.abouts import Abouts
from loyalty.engine.replay.books import Books
from loyalty.engine.replay.deeds import Refused
from loyalty.engine.replay.following import Following
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.versions import Live, Versions

People = dict[MonthDay, dict[int, Person]]


@dataclass(slots=True)
class Days:
    """Whose day is when. `next` is the day that comes; nothing is looked at before somebody has joined."""

    books: Books
    versions: Versions
    following: Following
    abouts: Abouts
    born: People = field(default_factory=lambda: defaultdict(dict))
    joined: People = field(default_factory=lambda: defaultdict(dict))
    next: date | None = None

    def until(self, now: datetime, timezone: str) -> None:
        """Celebrates every day that has begun by `now` and was not looked at yet."""
        while self.next is not None and begins(self.next, timezone) <= now:
            day, self.next = self.next, self.next + timedelta(days=1)
            at = begins(day, timezone)
            live = self._live(at)
            for on in YEARLY if live else ():
                for person in self._whose(on, day):
                    self._celebrate(live, on, person, day, at, timezone)

    def person_joined(self, person: Person, now: datetime, timezone: str) -> None:
        person.joined_at = now
        if not self.versions.have_days:
            return
        day = local_day(now, timezone)
        self.joined[day.month, day.day][person.number] = person
        if self.next is None:
            self.next = day + timedelta(days=1)
        self.today(person, now, timezone)

    def told(self, person: Person, month: int, day: int, now: datetime, timezone: str) -> None:
        """Once; raises Refused for another day than before."""
        if person.birthday is not None and person.birthday != (month, day):
            raise Refused(f"data: customer {person.customer} told another birthday before")
        if person.birthday is None:
            person.birthday = (month, day)
            self.born[month, day][person.number] = person
            self.today(person, now, timezone)

    def merged(self, gone: Person, kept: Person, now: datetime, timezone: str) -> None:
        """The kept one's birthday stands, else the other's; so do the days of joining."""
        if kept.birthday is None and gone.birthday is not None:
            kept.birthday = gone.birthday
            self.born[gone.birthday][kept.number] = kept
        if kept.joined_at is not None:
            day = local_day(kept.joined_at, timezone)
            self.joined[day.month, day.day][kept.number] = kept
        kept.gifts |= gone.gifts
        self.today(kept, now, timezone)

    def moved(self, timezone: str) -> None:
        """The shop has another calendar now: who joined on which day is worked out anew."""
        everybody = [person for people in self.joined.values() for person in people.values()]
        self.joined.clear()
        for person in everybody:
            if person.joined_at is not None:
                day = local_day(person.joined_at, timezone)
                self.joined[day.month, day.day][person.number] = person

    def today(self, person: Person, now: datetime, timezone: str) -> None:
        """What the day that runs brings somebody of whom something new is known."""
        if not self.versions.have_days:
            return
        day = local_day(now, timezone)
        at = begins(day, timezone)
        live = self._live(at)
        for on in YEARLY if live else ():
            if any(one is person for one in self._whose(on, day)):
                self._celebrate(live, on, person, day, now, timezone)

    def _live(self, midnight: datetime) -> Live | None:
        live = self.versions.at(midnight)
        return live if live and live.document.day_rules else None

    def _whose(self, on: Yearly, day: date) -> list[Person]:
        people = self.born if on == "birthday" else self.joined
        return [person for one in falling_on(day) for person in people.get(one, {}).values()]

    def _celebrate(
        self, live: Live | None, on: Yearly, person: Person, day: date, now: datetime, timezone: str
    ) -> None:
        if live is None or person.kept is not None or person.erased or person.joined_at is None:
            return
        years = day.year - local_day(person.joined_at, timezone).year
        if not years and (on == "anniversary" or person.returned):
            return
        given = {
            held.rule
            for (kind, year, _), gifts in person.gifts.items()
            for held in gifts
            if (kind, year) == (on, day.year) and held.steps
        }
        at = begins(day, timezone)
        about = self.abouts.of_day(person, live, at, timezone=timezone)
        decisions = [
            decide_day(live.document, rule, at=at, timezone=timezone, about=about)
            for rule in live.document.day_rules
            if rule.on == on and rule.id not in given
        ]
        own = (on, day.year, person.number)
        known = person.gifts.get(own, ())
        targets: list[tuple[Person | None, Decision]] = [(person, one) for one in decisions]
        person.gifts[own] = self.books.settle(known, targets, policy=live.document.clawback, now=now)
        if targets:
            self.following.follow([person], timezone=timezone, now=now)
