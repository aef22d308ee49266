"""What members did besides buying, in memory: kept once by its key, decided by the rules of its time, judged later."""

from dataclasses import dataclass, field
from datetime import datetime

from msgspec import structs

from loyalty.engine.about import NOBODY, About
from loyalty.engine.activity import Done
from loyalty.engine.decisions import Decision
from loyalty.engine.earning_activity import decide_activity
from loyalty.engine.facts import MarketingTold
from loyalty.engine.limits import Allowed, Rooms
from loyalty.engine.qualifying import of_activity
from loyalty.engine.replay.abouts import Abouts
from loyalty.engine.replay.ascents import count
from loyalty.engine.replay.books import Books
from loyalty.engine.replay.deeds import Did, Judged, Refused
from loyalty.engine.replay.following import Following
from loyalty.engine.replay.own_word import OwnWord
from loyalty.engine.replay.people import People
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.state import Held, Known
from loyalty.engine.replay.versions import Live, Versions
from loyalty.engine.rules import pays_once

LAST = ("withdrawn", "ended")  # the member's own word is the last
CONSENTS = ("newsletter", "sms")
OTHER = "key: it stands for another activity"


@dataclass(slots=True, eq=False)
class Doing:
    """One activity with what was pinned when it was decided first."""

    person: Person
    done: Done
    live: Live | None
    about: About = NOBODY
    granted: dict[str, int] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    counts: Known = field(default_factory=Known)


@dataclass(slots=True)
class Doings:
    """Every activity, by its key. The rooms are those of the orders: a rule's limit is one limit."""

    people: People
    books: Books
    versions: Versions
    following: Following
    abouts: Abouts
    rooms: Rooms
    words: OwnWord
    known: dict[str, Doing] = field(default_factory=dict)
    agreed: dict[int, list[str]] = field(default_factory=dict)  # keys of what may stand for a yes, by person
    heard: dict[str, datetime] = field(
        default_factory=dict
    )  # when a yes was last said or taken back, by its key

    def told(self, fact: Did, *, timezone: str, now: datetime) -> None:
        """Raises Refused for a key that stands for something else."""
        before, person = self.known.get(fact.key), self.people.customer(fact.customer)
        if before is not None:
            if before.person.living is not person or not _is_same(before.done, fact.done):
                raise Refused(OTHER)
            return
        doing = Doing(person, fact.done, self.versions.at(fact.done.at))
        self.known[fact.key] = doing
        if fact.done.type in CONSENTS:
            self.agreed.setdefault(person.number, []).append(fact.key)
        if doing.live is not None and _listens(doing.live, fact.done):
            doing.about = self.abouts.of_day(person, doing.live, fact.done.at, timezone=timezone)
        self._decide(doing, timezone, now)

    def judged(self, fact: Judged, *, timezone: str, now: datetime) -> None:
        """Staff looked at it, or it was taken back. Raises Refused for one that nobody told."""
        doing = self.known.get(fact.key)
        if doing is None or doing.done.type != fact.what:
            raise Refused("key: nobody told of this activity" if doing is None else OTHER)
        if doing.person.living is not self.people.customer(fact.customer):
            raise Refused(OTHER)
        proof = doing.done.proof if fact.gone else "reviewed"
        if doing.done.gone in LAST:
            if doing.done.gone != fact.gone:
                raise Refused("key: it was taken back, and stays so")
            return
        doing.done = structs.replace(doing.done, gone=fact.gone, grade=fact.grade, proof=proof)
        self._decide(doing, timezone, now)

    def merged(self, gone: int, kept: int) -> None:
        """Two people are one; by their numbers."""
        self.agreed.setdefault(kept, []).extend(self.agreed.pop(gone, ()))

    def consented(self, fact: MarketingTold, *, timezone: str, now: datetime) -> None:
        """A yes or a no in the store; older news changes nothing."""
        person, at = self.people.customer(fact.customer), min(fact.at, now)
        keys = self.agreed.get(person.number, ())
        rows = {key: one for key in keys if (one := self.known[key]).done.type == fact.activity}
        if any(self.heard.get(key, one.done.at) > at for key, one in rows.items()):
            return
        standing = [key for key, one in rows.items() if not one.done.gone]
        if fact.agreed == bool(standing):
            return
        if fact.agreed:
            live = self.versions.at(at)
            rules = live.document.activity_rules if live else ()
            if not rows or pays_once(rule for rule in rules if rule.activity == fact.activity):
                key = f"store:{fact.activity}:{fact.customer}:{len(rows) + 1}"
                done = Done(type=fact.activity, at=at)
                self.told(Did(customer=fact.customer, key=key, done=done), timezone=timezone, now=now)
            return
        for key in standing:
            self.heard[key] = at
            gone = Judged(customer=fact.customer, key=key, what=fact.activity, gone="ended")
            self.judged(gone, timezone=timezone, now=now)

    def _decide(self, doing: Doing, timezone: str, now: datetime) -> None:
        live, person = doing.live, doing.person.living
        if live is None:
            return
        allowed = Allowed(self.rooms, doing.granted, person.number)
        decisions = [
            decide_activity(
                live.document, rule, doing.done, about=doing.about, timezone=timezone, allowed=allowed
            )
            for rule in live.document.activity_rules
            if rule.activity == doing.done.type
        ]
        self.rooms.settled()
        targets: list[tuple[Person | None, Decision]] = [(person, one) for one in decisions]
        doing.held = self.books.settle(doing.held, targets, policy=live.document.clawback, now=now)
        if self.versions.take_words:
            said = doing.done.proof == "self_declared"
            (self.words.told if said else self.words.seen)(doing.held)
        if self.versions.have_tiers:
            given = [(one.currency, one.points) for one in decisions]
            counts = of_activity(live.document, source="", at=doing.done.at, given=given)
            count(person, doing.counts, counts)
        self.following.follow([person], timezone=timezone, now=now)


def _listens(live: Live, done: Done) -> bool:
    return any(rule.activity == done.type for rule in live.document.activity_rules)


def _is_same(known: Done, told: Done) -> bool:
    return (known.type, known.quantity, known.unit, known.place) == (
        *(told.type, told.quantity, told.unit, told.place),
    )
