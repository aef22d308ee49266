"""Orders in memory: heard, owned, decided by their terms, settled; and what was spent on them comes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from loyalty.engine.basis import goods_kept
from loyalty.engine.decisions import Decision
from loyalty.engine.facts import Header, OrderTold
from loyalty.engine.limits import Rooms
from loyalty.engine.order_state import OrderState, merge
from loyalty.engine.qualifying import qualifying
from loyalty.engine.replay import plans
from loyalty.engine.replay.abouts import Abouts
from loyalty.engine.replay.ascents import count
from loyalty.engine.replay.books import Books
from loyalty.engine.replay.following import Following
from loyalty.engine.replay.own_word import OwnWord
from loyalty.engine.replay.people import People, key_of
from loyalty.engine.replay.person import Key, Person
from loyalty.engine.replay.spending import Spending
from loyalty.engine.replay.state import Known
from loyalty.engine.replay.versions import EVER, EVER_AFTER, Live, Versions
from loyalty.engine.terms import Asked, Firsts, Terms, asks, decide_by_terms

MANY = 2  # refunds that must be put in order
SHORT = 150  # bytes of terms in which others may be decided too
MOST_SHARED = 20_000
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Heard:
    """An order with what was just told of it."""

    order: str
    header: Header
    known: Known
    state: OrderState
    person: Person | None
    told: Sequence[OrderTold]


@dataclass(slots=True)
class Decided:
    """What will be kept of an order once all orders told together are decided."""

    heard: Heard
    terms: Terms | None
    policy: str
    targets: list[tuple[Person | None, Decision]]
    sales: int


@dataclass(slots=True)
class Orders:
    """Every order, by the platform's id."""

    people: People
    books: Books
    versions: Versions
    spending: Spending
    following: Following
    abouts: Abouts
    rooms: Rooms = field(default_factory=Rooms)
    known: dict[str, Known] = field(default_factory=dict)
    words: OwnWord = field(default_factory=OwnWord)
    heard_at: datetime = EVER
    later: dict[Known, datetime] = field(
        default_factory=dict
    )  # whose refunds take effect after they were told
    moved: bool = False  # the shop's calendar is not the one by which all orders were told
    _terms: dict[bytes, Terms] = field(default_factory=dict)
    _sold: int = 0  # by orders that are forgotten

    def told(self, facts: Sequence[OrderTold], *, timezone: str, now: datetime) -> None:
        """Works any number of order facts together. Raises Unreadable, and then nothing was changed."""
        by_order: dict[str, list[OrderTold]] = {}
        for fact in facts:
            by_order.setdefault(fact.order, []).append(fact)
        waiting: list[tuple[Known, str, OrderState]] = []
        whole: list[Heard] = []
        for order, told in by_order.items():
            known = self.known.get(order) or Known()
            state = _merged(known, told)
            waiting.append((known, order, state))
            if state.header is not None:
                whole.append(Heard(order, state.header, known, state, known.person, told))
        decided = self._decide(whole, timezone, now)
        for known, order, state in waiting:
            self.known[order] = known
            known.keep(state)
            self.note_later(known, state, now)
        self.heard_at = max(self.heard_at, now)
        for one in decided:
            self._settle(one, now)
        if self.spending.by_order:
            self.spending.goods_came_back(((one.order, one.state) for one in whole), now=now)
        if self.versions.follow_up:
            concerned = [person for one in decided for person, _ in one.targets if person is not None]
            self.following.follow(concerned, timezone=timezone, now=now)

    def note_later(self, known: Known, state: OrderState, now: datetime) -> None:
        """Whoever looks at tiers before a refund takes effect does not see it."""
        if state.refunds and self.versions.have_tiers:
            last = max([refund.at for refund in state.refunds])
            if last > now:
                self.later[known] = last

    def _decide(self, whole: list[Heard], timezone: str, now: datetime) -> list[Decided]:
        if len(whole) > 1:
            whole.sort(key=lambda one: (one.header.processed_at, one.order))
        before = len(self.people.everybody)
        self.rooms.settled()
        try:
            self._own(whole)
            firsts = self._firsts(whole)
            return [self._one(heard, firsts, timezone, now) for heard in whole]
        except Exception:
            self.people.dismiss_after(before)
            self.rooms.give_back()
            raise

    def _own(self, whole: list[Heard]) -> None:
        """Gives each order its member, once: later news never moves an order to somebody else."""
        new: list[tuple[Heard, Key]] = []
        for one in whole:
            if one.person is None:
                email = next((fact.email for fact in one.told if fact.email), "")
                key = key_of(customer=one.header.customer, email=email)
                if key is not None:
                    one.person = self.people.by_key.get(key)
                    if one.person is None:
                        new.append((one, key))
        people = self.people.recognise(key for _, key in new) if new else {}
        for one, key in new:
            one.person = people[key]

    def _firsts(self, whole: list[Heard]) -> Firsts:
        firsts = Firsts()
        for one in whole if self.versions.ask_firsts else ():
            live = self.versions.of(one.known.terms, one.header.processed_at)
            if one.person is None or live is None or not asks(live.document):
                continue
            person = one.person.living
            if one.known.terms is None and not (person.returned or person.pinned):
                firsts.open[person.number] = _brought_by(person)
            firsts.verdicts[person.number] = person.verdict
        return firsts

    def again(self, person: Person, *, timezone: str, now: datetime) -> None:
        """Decides a person's orders once more: something was learnt that they depend on."""
        theirs = [
            OrderTold(order=order)
            for order, known in self.known.items()
            if known.person and known.person.living is person
        ]
        if theirs:
            self.told(theirs, timezone=timezone, now=now)

    def _one(self, one: Heard, firsts: Firsts, timezone: str, now: datetime) -> Decided:
        live = self.versions.of(one.known.terms, one.header.processed_at)
        person = one.person.living if one.person else None
        asked = decide_by_terms(
            live.document if live else None,
            one.state,
            version=live.number if live else 0,
            terms=one.known.terms,
            member_id=person.number if person else None,
            known=firsts,
            timezone=timezone,
            about=lambda pinned: self.abouts.of(
                person,
                live,
                one.state,
                pinned,
                timezone=timezone,
                now=now,
                earlier=self._earlier(person),
                order=one.order,
            ),
            rooms=self.rooms,
            held=[held.rule for held in one.known.held],
        )
        kept = self._counts(one, live, person, asked, timezone)
        advocate = self.people.numbered(asked.advocate) if asked.advocate else None
        targets = [
            (advocate if decision.to == "advocate" else person, decision) for decision in asked.decisions
        ]
        sales = _sales(one.header, one.state) if kept is None else kept
        return Decided(one, asked.pin, live.document.clawback if live else "debt", targets, sales)

    def shared(self, terms: Terms) -> Terms:
        """Most orders have terms that others have too: those are kept once."""
        told = _encode(terms)
        if told in self._terms or (len(told) <= SHORT and len(self._terms) < MOST_SHARED):
            return self._terms.setdefault(told, terms)
        return terms

    def _counts(
        self, one: Heard, live: Live | None, person: Person | None, asked: Asked, timezone: str
    ) -> int | None:
        """What the order counts towards tiers, and the plans it buys, is known to the orders after it.

        Returns the goods it sold where it counts.
        """
        if person is None or live is None:
            return None
        plans.heard(person, one.order, one.state, live.document)
        if asked.pin is not None and one.known.terms is None:
            self.abouts.placed(person, one.header)
        if not self.versions.have_tiers:
            return None
        told = qualifying(
            one.state, document=live.document, source=f"order:{one.order}", timezone=timezone, at=EVER_AFTER,
            terms=asked.pin or one.known.terms, points=self.versions.count_points,
        )  # fmt: skip
        count(person, one.known, told)
        return told.spend_minor if told else None

    def _earlier(self, person: Person | None) -> list[OrderState]:
        """The person's orders, where a rule asks which of a subscription one is."""
        if person is None or "cycles" not in self.abouts.needs:
            return []
        return [
            known.state for known in self.known.values() if known.person and known.person.living is person
        ]

    @property
    def sales(self) -> int:
        """Minor units of goods that all orders sold."""
        return self._sold + sum([known.sales for known in self.known.values()])

    def forget(self) -> None:
        """Keeps of all orders only what they sold."""
        self._sold = self.sales
        self.known.clear()
        self.later.clear()
        for person in self.people.everybody:
            person.counted.clear()

    def rooms_moved(self, gone: int, kept: int) -> None:
        """Two are one person: what both were given under limits counts together."""
        for key in [key for key in self.rooms.used if key.member == gone]:
            theirs = key._replace(member=kept)
            self.rooms.used[theirs] = self.rooms.used.get(theirs, 0) + self.rooms.used.pop(key)
        self.words.moved(gone, kept)

    def _settle(self, one: Decided, now: datetime) -> None:
        heard, known = one.heard, one.heard.known
        known.person = heard.person
        known.sales = one.sales
        if one.terms is not None:
            known.terms = self.shared(one.terms)
            if heard.person is not None:
                heard.person.living.pinned = True
        known.held = self.books.settle(known.held, one.targets, policy=one.policy, now=now)
        if self.versions.take_words:
            self.words.seen(known.held)


def _merged(known: Known, told: Sequence[OrderTold]) -> OrderState:
    """The order with what was just told of it. Most are told once, and whole."""
    first = told[0]
    if not known.packed and len(told) == 1 and not first.plans and len(first.refunds) < MANY:
        return OrderState(header=first.header, refunds=first.refunds)
    state = known.state
    for fact in told:
        state = merge(state, fact)
    return state


def _brought_by(person: Person) -> int | None:
    advocate = person.advocate
    return None if advocate is None or advocate.erased else advocate.living.number


def _sales(header: Header, state: OrderState) -> int:
    """Goods that were sold and kept, whoever bought them."""
    sold = header.paid and header.confirmed and not header.test
    return goods_kept(state) if sold else 0
