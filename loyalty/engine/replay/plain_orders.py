"""Orders as they nearly always come: told once, paid, all goods kept, by rules that nothing limits.

What the long way (orders.py) does with such an order, without the decisions, reasons and moves that somebody might
want to see. Whatever is not as plain as that is left to it; law I6 holds the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from loyalty.engine.about import NOBODY, About, to_terms
from loyalty.engine.asked import verdict_of
from loyalty.engine.awards import POINTS
from loyalty.engine.earning_points import simple_points
from loyalty.engine.facts import Header, OrderTold
from loyalty.engine.order_state import OrderState
from loyalty.engine.replay import plans
from loyalty.engine.replay.ascents import counts_new
from loyalty.engine.replay.orders import Orders
from loyalty.engine.replay.people import key_of
from loyalty.engine.replay.state import Held, Known, Person
from loyalty.engine.replay.versions import Live
from loyalty.engine.terms import Terms, asks
from loyalty.engine.told import Told, told_of

Given = tuple[str, int, int, str]  # rule, points, days on hold, currency
FAR = frozenset({"tier"})  # what an About may need that is the same for many orders


@dataclass(slots=True, eq=False)
class Way:
    """How orders of one version go. `abouts` and `terms` are by tier, where nothing else is asked of members."""

    live: Live
    needs: frozenset[str]
    asks_firsts: bool
    has_plans: bool
    counter: str | None
    abouts: dict[str, About] = field(default_factory=dict)
    terms: dict[str, Terms] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Plain:
    """One order that is as plain as that, with all that will be kept of it."""

    fact: OrderTold
    header: Header
    way: Way
    person: Person
    told: Told
    given: Sequence[Given]


@dataclass(slots=True)
class PlainOrders:
    """Beside the long way, whose books and people these are."""

    orders: Orders
    _ways: dict[int, Way | None] = field(default_factory=dict)

    def told(self, fact: OrderTold, timezone: str, now: datetime) -> bool:
        """Works the order; False, and nothing is changed, for one that must go the long way. Raises Unreadable."""
        header, orders = fact.header, self.orders
        if header is None or fact.refunds or fact.plans or not _counts(header):
            return False
        if fact.order in orders.known or fact.order in orders.spending.by_order:
            return False
        live = orders.versions.at(header.processed_at)
        way = self._way(live) if live is not None else None
        key = key_of(customer=header.customer, email=fact.email)
        if way is None or key is None:
            return False
        people = orders.people
        before, plain = len(people.everybody), None
        try:
            person = (people.by_key.get(key) or people.admit(key)).living
            plain = self._plain(fact, header, way, person, timezone, now)
        finally:
            if plain is None:
                people.dismiss_after(before)
        if plain is None:
            return False
        self._keep(plain, timezone, now)
        return True

    def _way(self, live: Live) -> Way | None:
        if live.number not in self._ways:
            self._ways[live.number] = _way_of(live)
        return self._ways[live.number]

    def _plain(
        self, fact: OrderTold, header: Header, way: Way, person: Person, timezone: str, now: datetime
    ) -> Plain | None:
        if person.owes or (way.asks_firsts and not (person.pinned or person.returned)):
            return None
        state = OrderState(header=header)
        about = self._about(way, person, state, timezone, now, fact.order)
        document = way.live.document
        told = told_of(document, state, header, timezone=timezone, about=about, allowed=None)
        if not told.plain or about.plans:
            return None
        given = []
        for rule in verdict_of(told).fired:
            if not rule.simple:
                return None
            points = simple_points(told, rule)
            if points:
                given.append((rule.id, points, rule.hold_days, rule.currency))
        if not given and self.orders.versions.count_points:  # what then counts, nobody's terms say
            return None
        return Plain(fact, header, way, person, told, given)

    def _about(
        self, way: Way, person: Person, state: OrderState, timezone: str, now: datetime, order: str
    ) -> About:
        if not way.needs:
            return NOBODY
        abouts, header = self.orders.abouts, state.header
        if way.needs != FAR or header is None:
            return abouts.of(person, way.live, state, None, timezone=timezone, now=now, order=order)
        tier = abouts.level(person, header.processed_at, timezone)
        return way.abouts.get(tier) or way.abouts.setdefault(tier, About(tier=tier))

    def _keep(self, plain: Plain, timezone: str, now: datetime) -> None:
        orders, person, header = self.orders, plain.person, plain.header
        told, order = plain.told, plain.fact.order
        known = orders.known[order] = Known()
        if plain.way.has_plans:
            plans.heard(person, order, told.state, plain.way.live.document)
        if plain.given:
            known.terms = self._terms(plain)
            orders.abouts.placed(person, header)
        if orders.versions.have_tiers and told.goods:
            known.spend_minor = told.goods
            if orders.versions.count_points:
                known.points, known.activities = _sums(plain)
            counts_new(person, known, header.processed_at)
        known.keep(told.state)
        known.person, known.sales = person, told.goods
        if now > orders.heard_at:
            orders.heard_at = now
        if plain.given:
            person.pinned = True
            known.held = self._post(plain, timezone, now)
            if orders.versions.take_words:
                orders.words.seen(known.held)
        if orders.versions.follow_up:
            orders.following.follow([person], timezone=timezone, now=now)

    def _terms(self, plain: Plain) -> Terms:
        """As the long way pins them; equal ones are one."""
        way, about = plain.way, plain.told.about
        if way.needs and way.needs != FAR:
            return self.orders.shared(_pinned(way, about))
        return way.terms.get(about.tier) or way.terms.setdefault(about.tier, _pinned(way, about))

    def _post(self, plain: Plain, timezone: str, now: datetime) -> tuple[Held, ...]:
        told, books, person = plain.told, self.orders.books, plain.person
        at, ready = plain.header.processed_at, told.ready
        kept = []
        for rule, points, hold_days, currency in plain.given:
            available = ready.day_holds.of(at, hold_days, timezone) if hold_days else at
            ends, keeps = told.ends if currency == POINTS else (told.ends_in(currency), None)
            books.bring_up(person, now)
            kept.append(books.give_new(rule, person, points, currency, (at, available, ends), keeps, now))
        return tuple(kept)


def _counts(header: Header) -> bool:
    return header.paid and header.confirmed and not (header.test or header.cancelled)


def _way_of(live: Live) -> Way | None:
    """None for a version by which no order is plain."""
    document = live.document
    ready, tiers = document.ready, document.tiers
    if not ready.asks_orders or ready.decays or ready.bonuses or "cycles" in document.needs:
        return None
    return Way(
        live=live,
        needs=document.needs,
        asks_firsts=asks(document),
        has_plans=bool(document.memberships),
        counter=tiers.counter if tiers else None,
    )


def _pinned(way: Way, about: About) -> Terms:
    terms: Terms = {"version": way.live.number, "first": False, "advocate": None}
    return terms if about == NOBODY else terms | {"about": to_terms(about)}


def _sums(plain: Plain) -> tuple[int, int]:
    """Points, and units of what the tiers go by, that the order's rules give."""
    points = sum([one[1] for one in plain.given if one[3] == POINTS])
    counter = plain.way.counter
    return points, sum([one[1] for one in plain.given if one[3] == counter]) if counter else 0
