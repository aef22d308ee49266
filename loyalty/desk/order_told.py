"""An order was told: hear it, see whose it is, pin its terms, decide, settle."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from loyalty.engine.earning import decide_order
from loyalty.engine.facts import OrderTold
from loyalty.ledger.settle import Target, settle
from loyalty.members.recognise import Key, key_of, recognise
from loyalty.orders.hear import Heard, hear
from loyalty.orders.models import Order
from loyalty.programmes.live import Live, live, version
from loyalty.shops.models import Shop

ACTOR = "shop"


def orders_told(*, shop: Shop, facts: Sequence[OrderTold], now: datetime) -> None:
    """Works any number of order facts of one shop, in one transaction of the caller's."""
    told: dict[str, list[OrderTold]] = defaultdict(list)
    for fact in facts:
        told[fact.order].append(fact)
    heard = [one for one in hear(shop=shop, told=told, now=now) if one.state.header is not None]
    _own(shop, heard, told, now)
    targets = [target for one in heard for target in _targets(shop, one)]
    _pin(heard)
    settle(shop=shop, targets=targets, actor=ACTOR, now=now)


def settle_again(*, shop: Shop, orders: Sequence[Order], now: datetime) -> None:
    """Settles orders anew from what is already known of them."""
    orders_told(shop=shop, facts=[OrderTold(order=order.external_id) for order in orders], now=now)


def _own(shop: Shop, heard: Sequence[Heard], told: dict[str, list[OrderTold]], now: datetime) -> None:
    """Gives each order its member, once: later news never moves an order to somebody else."""
    keys: dict[str, Key] = {}
    for one in heard:
        if one.row.member_id is None and one.state.header is not None:
            emails = [fact.email for fact in told[one.row.external_id] if fact.email]
            key = key_of(shop=shop, customer=one.state.header.customer, email=emails[0] if emails else "")
            if key is not None:
                keys[one.row.external_id] = key
    members = recognise(shop=shop, keys=keys.values(), now=now)
    for one in heard:
        if one.row.external_id in keys:
            one.row.member_id = members[keys[one.row.external_id]]
    Order.objects.bulk_update([one.row for one in heard if one.row.external_id in keys], ["member"])


def _targets(shop: Shop, one: Heard) -> list[Target]:
    rules = _rules(shop, one)
    decisions = decide_order(
        rules.document if rules else None,
        one.state,
        recognised=one.row.member_id is not None,
        timezone=shop.timezone,
    )
    if one.row.terms is None and rules and any(decision.points for decision in decisions):
        one.row.terms = {"version": rules.number}
    return [
        Target(
            source=f"order:{one.row.external_id}",
            member_id=one.row.member_id,
            version=rules.number if rules else 0,
            decision=decision,
            policy=rules.document.clawback if rules else "debt",
            kind="award",
        )
        for decision in decisions
    ]


def _rules(shop: Shop, one: Heard) -> Live | None:
    """The version pinned for the order, else the one that was live when the order was placed."""
    if one.row.terms is not None:
        return version(programme_id=shop.programme_id, number=one.row.terms["version"])
    return live(programme_id=shop.programme_id, at=one.row.processed_at) if one.row.processed_at else None


def _pin(heard: Sequence[Heard]) -> None:
    Order.objects.bulk_update([one.row for one in heard if one.row.terms is not None], ["terms"])
