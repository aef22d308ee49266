"""News of orders that only take something back, as refunds and cancellings do, by rules that nothing limits.

What the long way (orders.py) does with them, without the decisions, reasons and terms that stay as they were.
Whatever is not as plain as that is left to it; law I6 holds the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.asked import verdict_of
from loyalty.engine.awards import POINTS
from loyalty.engine.compiled import ReadyRule
from loyalty.engine.earning_points import points_of
from loyalty.engine.facts import OrderTold
from loyalty.engine.order_state import OrderState, merge
from loyalty.engine.replay import plans
from loyalty.engine.replay.ascents import count
from loyalty.engine.replay.orders import Orders
from loyalty.engine.replay.packed import pack
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.plain_way import Way, Ways
from loyalty.engine.replay.state import Held, Known
from loyalty.engine.tier_standing import Qualifying
from loyalty.engine.told import Told, told_of

Worth = Sequence[tuple[ReadyRule, int]]  # and how many points it gives now


@dataclass(slots=True)
class PlainNews:
    """Beside the long way, whose books and people these are."""

    orders: Orders
    ways: Ways

    def told(self, fact: OrderTold, timezone: str, now: datetime) -> bool:
        """Works the news; False, and nothing is changed, for what must go the long way. Raises Unreadable."""
        orders = self.orders
        known = orders.known.get(fact.order)
        if (
            known is None
            or known.person is None
            or known.terms is None
            or fact.order in orders.spending.by_order
        ):
            return False
        live = orders.versions.since[known.terms["version"] - 1][1]
        way = self.ways.of(live, timezone)
        if way is None or way.asks_firsts or "goods" in way.needs or "granted" in known.terms:
            return False
        told = _told(way, known, _after(known.state, fact))
        if told is None:
            return False
        fired = verdict_of(told).fired
        if not all(rule.simple for rule in fired):
            return False
        worth = [(rule, points_of(told, rule)) for rule in fired]
        less = _less(known, worth)
        if less is None:
            return False
        self._keep(fact.order, way, known, told, worth, now)
        self._settle(way, known, known.person.living, less, now)
        return True

    def _keep(self, order: str, way: Way, known: Known, told: Told, worth: Worth, now: datetime) -> None:
        orders, person = self.orders, known.person
        if person is None:
            return
        if way.document.memberships:
            plans.heard(person.living, order, told.state, way.document)
        if orders.versions.have_tiers:
            counts = _counts(way, told, worth if orders.versions.count_points else ())
            count(person.living, known, counts)
        known.packed, known.sales = pack(told.state), told.kept
        orders.note_later(known, told.state, now)
        orders.heard_at = max(orders.heard_at, now)

    def _settle(
        self, way: Way, known: Known, person: Person, less: Sequence[tuple[Held, int]], now: datetime
    ) -> None:
        orders = self.orders
        for held, points in less:
            orders.books.take_back(held, points, way.document.clawback, now)
        if orders.versions.take_words:
            orders.words.seen(known.held)
        if orders.versions.follow_up:
            orders.following.follow([person], timezone=way.timezone, now=now)


def _after(state: OrderState, fact: OrderTold) -> OrderState:
    if fact.header is None and len(fact.refunds) == 1 and not (state.refunds or fact.plans):  # nearly always
        return OrderState(header=state.header, refunds=fact.refunds, plans=state.plans)
    return merge(state, fact)


def _told(way: Way, known: Known, state: OrderState) -> Told | None:
    """None where no rule may look at the order."""
    header = state.header
    if header is None or known.terms is None or header.test or not header.confirmed:
        return None
    if not (header.paid or header.cancelled):
        return None
    about = way.pinned(known.terms)
    return told_of(way.document, state, header, timezone=way.timezone, about=about, allowed=None)


def _less(known: Known, worth: Worth) -> Sequence[tuple[Held, int]] | None:
    """Awards that are to hold less, and how much; None where anything gives more than it did."""
    held = {one.rule: one for one in known.held}
    less = []
    for rule, points in worth:
        one = held.pop(rule.id, None)
        had = one.posted if one is not None else 0
        if points > had:
            return None
        if one is not None and points < had:
            less.append((one, points))
    return None if any(one.posted for one in held.values()) else less


def _counts(way: Way, told: Told, worth: Worth) -> Qualifying | None:
    if not told.kept:
        return None
    counter = way.tiers.counter if way.tiers else None
    return Qualifying(
        at=told.header.processed_at,
        source="",
        spend_minor=told.kept,
        points=sum([points for rule, points in worth if rule.currency == POINTS]),
        orders=1,
        activities=sum([points for rule, points in worth if rule.currency == counter]),
    )
