"""An order was told: hear it, see whose it is, pin its terms, decide, settle."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from loyalty.desk.clocks import clock
from loyalty.desk.firsts import firsts
from loyalty.desk.spending import goods_came_back
from loyalty.desk.standing_on_tiers import orders_count
from loyalty.engine.facts import OrderTold
from loyalty.engine.terms import Asked, Firsts, asks, decide_by_terms
from loyalty.ledger.settle import Target, settle
from loyalty.members.recognise import Key, erased, key_of, recognise
from loyalty.orders.hear import Heard, hear, keep
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
    known = firsts(one for one, live in zip(whole, rules, strict=True) if live and asks(live.document))
    targets = [
        target for one, live in zip(whole, rules, strict=True) for target in _targets(shop, one, live, known)
    ]
    keep(heard, now=now)
    ticking = clock(shop=shop, versions=versions)
    settle(shop=shop, targets=targets, actor=actor, clock=ticking, now=now)
    goods_came_back(shop=shop, orders=whole, clock=ticking, now=now)
    orders_count(shop=shop, orders=list(zip(whole, rules, strict=True)), versions=versions, now=now)


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


def asked_of(shop: Shop, one: Heard, rules: Live | None, known: Firsts) -> Asked:
    """What the rules say of an order; `known` forgets a first that is taken. Raises Unreadable."""
    return decide_by_terms(
        rules.document if rules else None,
        one.state,
        version=rules.number if rules else 0,
        terms=one.terms,
        member_id=one.member_id,
        known=known,
        timezone=shop.timezone,
    )


def _targets(shop: Shop, one: Heard, rules: Live | None, known: Firsts) -> list[Target]:
    asked = asked_of(shop, one, rules, known)
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


def rules_of(one: Heard, versions: Timeline) -> Live | None:
    """The version pinned for the order, else the one that was live when the order was placed."""
    if one.terms is not None:
        return versions.version(one.terms["version"])
    return versions.live(one.state.header.processed_at) if one.state.header else None
