"""An order was told: hear it, see whose it is, pin its terms, decide, settle."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from loyalty.desk.abouts import Abouts
from loyalty.desk.clocks import clock
from loyalty.desk.firsts import firsts
from loyalty.desk.following import follow
from loyalty.desk.recognising import codes_were_used
from loyalty.desk.referring import orders_bring
from loyalty.desk.spending import goods_came_back
from loyalty.desk.standing_on_tiers import orders_count
from loyalty.engine import limits
from loyalty.engine.facts import OrderTold
from loyalty.engine.terms import Asked, Firsts, asks, decide_by_terms
from loyalty.ledger.settle import Target, settle
from loyalty.members.recognise import Key, erased, key_of, recognise
from loyalty.orders.hear import Heard, hear, keep
from loyalty.programmes import allowances
from loyalty.programmes.live import Live, Timeline, timeline
from loyalty.shops.models import Shop

ACTOR = "shop"


def orders_told(*, shop: Shop, facts: Sequence[OrderTold], now: datetime, actor: str = ACTOR) -> None:
    """Works any number of order facts of one shop, in one transaction of the caller's."""
    told: dict[str, list[OrderTold]] = defaultdict(list)
    for fact in facts:
        told[fact.order].append(fact)
    heard = hear(shop=shop, told=told, now=now)
    _leave_out_the_forgotten(heard)
    whole = sorted((one for one in heard if one.state.header is not None), key=placed)
    _own(shop, whole, told, now)
    versions = timeline(programme_id=shop.programme_id)
    rules = [rules_of(one, versions) for one in whole]
    orders = list(zip(whole, rules, strict=True))
    orders_bring(shop=shop, orders=orders, told=told, now=now)
    known = firsts(one for one, live in orders if live and asks(live.document))
    abouts = Abouts(shop=shop, orders=orders, versions=versions)
    rooms = allowances.hold(programme_id=shop.programme_id, keys=keys_of(shop, orders, known))
    asking = Asking(shop, known, abouts, rooms)
    targets = [target for one, live in orders for target in _targets(asking, one, live)]
    allowances.keep(programme_id=shop.programme_id, rooms=rooms)
    keep(heard, now=now)
    ticking = clock(shop=shop, versions=versions)
    settle(shop=shop, targets=targets, actor=actor, clock=ticking, now=now)
    codes_were_used(shop=shop, orders=whole, now=now)
    goods_came_back(shop=shop, orders=whole, clock=ticking, now=now)
    orders_count(shop=shop, orders=orders, versions=versions, now=now)
    follow(shop=shop, member_ids=_concerned(targets), versions=versions, clock=ticking, now=now)


def _leave_out_the_forgotten(heard: Sequence[Heard]) -> None:
    """What the store still says of a forgotten person does not come back into our books (law G1)."""
    gone = erased({one.member_id for one in heard if one.member_id is not None})
    for one in heard:
        header = one.state.header
        if one.member_id in gone and header is not None and header.customer:
            one.state = replace(one.state, header=replace(header, customer=""))


def placed(one: Heard) -> tuple[datetime, str]:
    """The order in which orders are decided: when they were placed."""
    if one.state.header is None:
        raise ValueError("an order without a header was never placed")
    return one.state.header.processed_at, one.external_id


def _own(shop: Shop, heard: Sequence[Heard], told: dict[str, list[OrderTold]], now: datetime) -> None:
    """Gives each order its member, once: later news never moves an order to somebody else."""
    keys: dict[str, Key] = {}
    for one in heard:
        if one.member_id is None and one.state.header is not None:
            email = next((fact.email for fact in told[one.external_id] if fact.email), "")
            key = key_of(shop=shop, customer=one.state.header.customer, email=email)
            if key is not None:
                keys[one.external_id] = key
    members = recognise(shop=shop, keys=keys.values(), now=now)
    for one in heard:
        if one.external_id in keys:
            one.member_id = members[keys[one.external_id]]
            one.news = True


@dataclass(frozen=True, slots=True)
class Asking:
    """What the orders of one batch are decided by."""

    shop: Shop
    firsts: Firsts
    abouts: Abouts
    rooms: limits.Rooms

    def of(self, one: Heard, rules: Live | None) -> Asked:
        """What the rules say of an order; who is first, and the rooms, are kept up. Raises Unreadable."""
        asked = decide_by_terms(
            rules.document if rules else None,
            one.state,
            version=rules.number if rules else 0,
            terms=one.terms,
            member_id=one.member_id,
            known=self.firsts,
            timezone=self.shop.timezone,
            about=lambda pinned: self.abouts.of(one, rules, pinned),
            rooms=self.rooms,
        )
        self.abouts.decided(one, rules, asked)
        return asked


def keys_of(shop: Shop, orders: Sequence[tuple[Heard, Live | None]], known: Firsts) -> list[limits.Key]:
    """Every room that these orders may need."""
    return [*_own_keys(shop, orders), *_referral_keys(shop, orders, known)]


def _referral_keys(
    shop: Shop, orders: Sequence[tuple[Heard, Live | None]], known: Firsts
) -> Iterator[limits.Key]:
    """Those of whoever brought the members."""
    for one, live in orders:
        referral = live.document.referral if live else None
        if referral is None or one.state.header is None:
            continue
        advocate = one.terms.get("advocate") if one.terms else known.advocate(one.member_id)
        if advocate is not None:
            at = one.state.header.processed_at
            yield from limits.referral_keys(referral, advocate, at, shop.timezone)


def _own_keys(shop: Shop, orders: Sequence[tuple[Heard, Live | None]]) -> list[limits.Key]:
    return [
        key
        for one, live in orders
        if live is not None and one.member_id is not None and one.state.header is not None
        for key in limits.keys(
            rules=live.document.order_rules,
            caps=live.document.caps,
            campaigns=live.document.campaigns,
            member=one.member_id,
            at=one.state.header.processed_at,
            timezone=shop.timezone,
        )
    ]


def _targets(asking: Asking, one: Heard, rules: Live | None) -> list[Target]:
    asked = asking.of(one, rules)
    if asked.pin is not None:
        one.terms = asked.pin
        one.news = True
    return [
        Target(
            source=f"order:{one.external_id}",
            member_id=asked.advocate if decision.to == "advocate" else one.member_id,
            version=rules.number if rules else 0,
            decision=decision,
            policy=rules.document.clawback if rules else "debt",
            kind="award",
        )
        for decision in asked.decisions
    ]


def _concerned(targets: Sequence[Target]) -> set[int]:
    """Members for whom something may follow."""
    return {one.member_id for one in targets if one.member_id is not None}


def rules_of(one: Heard, versions: Timeline) -> Live | None:
    """The version pinned for the order, else the one that was live when the order was placed."""
    if one.terms is not None:
        return versions.version(one.terms["version"])
    return versions.live(one.state.header.processed_at) if one.state.header else None
