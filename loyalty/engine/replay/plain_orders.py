"""Orders as they nearly always come: told once, paid, all goods kept, by rules that nothing limits.

What the long way (orders.py) does with such an order, without the decisions, reasons and moves that somebody might
want to see. Whatever is not as plain as that is left to it; law I6 holds the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from loyalty.engine.about import NOBODY, About
from loyalty.engine.asked import verdict_of
from loyalty.engine.awards import POINTS
from loyalty.engine.compiled import ReadyRule
from loyalty.engine.earning_points import simple_points
from loyalty.engine.facts import Header, OrderTold
from loyalty.engine.order_state import OrderState
from loyalty.engine.replay import plans
from loyalty.engine.replay.ascents import counts_new
from loyalty.engine.replay.orders import Orders
from loyalty.engine.replay.packed import pack
from loyalty.engine.replay.people import CUSTOMER, key_of
from loyalty.engine.replay.person import Key, Person
from loyalty.engine.replay.plain_way import Way, Ways
from loyalty.engine.replay.state import Held, Known
from loyalty.engine.terms import Terms
from loyalty.engine.told import Told, told_of

Given = Sequence[tuple[ReadyRule, int]]  # and how many points it gives
Worked = tuple[Person, Told, Given]


@dataclass(slots=True)
class PlainOrders:
    """Beside the long way, whose books and people these are."""

    orders: Orders
    ways: Ways = field(default_factory=Ways)

    def told(self, fact: OrderTold, timezone: str, now: datetime) -> bool:
        """Works the order; False, and nothing is changed, for one that must go the long way. Raises Unreadable."""
        header, orders = fact.header, self.orders
        if header is None or fact.refunds or fact.plans or not header.paid or header.cancelled:
            return False
        order = fact.order
        if header.test or not header.confirmed or order in orders.known or order in orders.spending.by_order:
            return False
        way = self._way(header.processed_at, timezone)
        key = (CUSTOMER, header.customer) if header.customer else key_of(customer="", email=fact.email)
        if way is None or key is None:
            return False
        person = orders.people.by_key.get(key)
        if person is not None:
            told = self._decided(fact, header, way, person.living, now)
        else:
            told = self._of_somebody_new(fact, header, way, key, now)
        if told is None:
            return False
        self._keep(order, way, *told, now)
        return True

    def _way(self, at: datetime, timezone: str) -> Way | None:
        """None where by the version of that moment no order is plain."""
        live = self.orders.versions.at(at)
        return self.ways.of(live, timezone) if live else None

    def _of_somebody_new(
        self, fact: OrderTold, header: Header, way: Way, key: Key, now: datetime
    ) -> Worked | None:
        people, worked = self.orders.people, None
        before = len(people.everybody)
        try:
            worked = self._decided(fact, header, way, people.admit(key), now)
        finally:
            if worked is None:
                people.dismiss_after(before)
        return worked

    def _decided(
        self, fact: OrderTold, header: Header, way: Way, person: Person, now: datetime
    ) -> Worked | None:
        """Who, the order and what each rule gives that gives anything; None for an order that is not plain."""
        if way.asks_firsts and not (person.pinned or person.returned):
            return None
        for purse in person.purses.values():
            if purse.debt:
                return None
        state = OrderState(header=header)
        about = self._about(way, person, state, now, fact.order) if way.needs else NOBODY
        told = told_of(way.document, state, header, timezone=way.timezone, about=about, allowed=None)
        if not told.plain or about.plans:
            return None
        given = []
        for rule in verdict_of(told).fired:
            if not rule.simple:
                return None
            points = simple_points(told, rule)
            if points:
                given.append((rule, points))
        if not given and self.orders.versions.count_points:  # what then counts, nobody's terms say
            return None
        return person, told, given

    def _about(self, way: Way, person: Person, state: OrderState, now: datetime, order: str) -> About:
        abouts, header = self.orders.abouts, state.header
        if not way.by_tier or header is None:
            return abouts.of(person, way.live, state, None, timezone=way.timezone, now=now, order=order)
        if way.tiers is None:
            return NOBODY
        tier = abouts.ascents.level(person, way.tiers, header.processed_at, way.timezone)
        return way.of_tier(tier)

    def _keep(self, order: str, way: Way, person: Person, told: Told, given: Given, now: datetime) -> None:
        orders, goods, at = self.orders, told.goods, told.header.processed_at
        versions = orders.versions
        terms = self._terms(way, told.about) if given else None
        known = orders.known[order] = Known(pack(told.state), person, terms, (), goods)
        if way.document.memberships:
            plans.heard(person, order, told.state, way.document)
        if given:
            orders.abouts.placed(person, told.header)
            person.pinned = True
        if versions.have_tiers and goods:
            known.spend_minor = goods
            if versions.count_points:
                known.points, known.activities = _sums(way, given)
            counts_new(person, known, at)
        if now > orders.heard_at:
            orders.heard_at = now
        if given:
            known.held = self._given(way, person, told, given, now)
            if versions.take_words:
                orders.words.seen(known.held)
        if versions.follow_up:
            orders.following.follow([person], timezone=way.timezone, now=now)

    def _terms(self, way: Way, about: About) -> Terms:
        if way.needs and not way.by_tier:
            return self.orders.shared(way.pin(about))
        return way.pin_tier(about)

    def _given(self, way: Way, person: Person, told: Told, given: Given, now: datetime) -> tuple[Held, ...]:
        at, holds, give = told.header.processed_at, told.ready.day_holds, self.orders.books.give_new
        ends, keeps = told.ends
        held = []
        for rule, points in given:
            days, currency, until, end = rule.hold_days, rule.currency, keeps, ends
            if currency != POINTS:
                until, end = None, told.ends_in(currency)
            available = holds.of(at, days, way.timezone) if days else at
            held.append(give(person, (rule.id, points, currency, at, available, end), until, now))
        return tuple(held)


def _sums(way: Way, given: Given) -> tuple[int, int]:
    """Points, and units of what the tiers go by, that the order's rules give."""
    counter = way.tiers.counter if way.tiers else None
    points = sum([points for rule, points in given if rule.currency == POINTS])
    return points, sum([points for rule, points in given if rule.currency == counter])
