"""What the books would hold for orders once they were heard. Reads only; `order_told` pins and posts it."""

from collections.abc import Collection, Mapping, Sequence

from loyalty.desk.abouts import Abouts
from loyalty.desk.firsts import firsts
from loyalty.desk.order_told import Asking, keys_of, placed, rules_of
from loyalty.engine.facts import OrderTold, Unreadable
from loyalty.engine.order_state import EMPTY, merge
from loyalty.engine.terms import Firsts, asks
from loyalty.members.recognise import Key, forgotten, key_of, recognised
from loyalty.orders.hear import Heard
from loyalty.programmes import allowances
from loyalty.programmes.live import Live, timeline
from loyalty.shops.models import Shop

Points = dict[str, int]  # by rule


def would_hold(
    *, shop: Shop, facts: Collection[OrderTold], rows: Mapping[str, Heard]
) -> dict[str, Points | Unreadable]:
    """Points by rule, by order; Unreadable for an order that would earn more than the books can hold."""
    heard = [_heard(fact, rows.get(fact.order)) for fact in facts]
    new = _own(shop, heard, {fact.order: fact.email for fact in facts})
    versions = timeline(programme_id=shop.programme_id)
    whole = sorted((one for one in heard if one.state.header is not None), key=placed)
    rules = [rules_of(one, versions) for one in whole]
    open_firsts = _firsts(
        shop, [one for one, live in zip(whole, rules, strict=True) if live and asks(live.document)], new
    )
    orders = list(zip(whole, rules, strict=True))
    rooms = allowances.look(programme_id=shop.programme_id, keys=keys_of(shop, orders, open_firsts))
    asking = Asking(shop, open_firsts, Abouts(shop=shop, orders=orders, versions=versions), rooms)
    return {one.external_id: _points(asking, one, live) for one, live in orders}


def _heard(fact: OrderTold, row: Heard | None) -> Heard:
    """The order as it would stand, apart from its row."""
    state = merge(row.state if row else EMPTY, fact)
    return Heard(0, fact.order, state, row.member_id if row else None, row.terms if row else None)


def _own(shop: Shop, heard: Sequence[Heard], emails: Mapping[str, str]) -> dict[int, Key]:
    """Gives each order whose it would be; who is not known yet gets a number below zero, answered by key."""
    keys: dict[str, Key] = {}
    for one in heard:
        if one.member_id is None and one.state.header is not None:
            customer = one.state.header.customer
            key = key_of(shop=shop, customer=customer, email=emails[one.external_id])
            if key is not None:
                keys[one.external_id] = key
    members = recognised(shop=shop, keys=keys.values())
    strangers = [key for key in dict.fromkeys(keys.values()) if key not in members]
    new = {-number: key for number, key in enumerate(strangers, start=1)}
    members |= {key: number for number, key in new.items()}
    for one in heard:
        if one.external_id in keys:
            one.member_id = members[keys[one.external_id]]
    return new


def _firsts(shop: Shop, heard: Sequence[Heard], new: Mapping[int, Key]) -> Firsts:
    """As for pinning, without a lock; a stranger's order would be their first, unless they only come back."""
    found = firsts(heard, lock=False)
    asked = {one.member_id for one in heard if one.member_id in new}
    before = forgotten(shop.programme_id, [new[one] for one in asked if one is not None]) if asked else set()
    found.open |= {one: None for one in asked if one is not None and new[one] not in before}
    return found


def _points(asking: Asking, one: Heard, live: Live | None) -> Points | Unreadable:
    try:
        asked = asking.of(one, live)
    except Unreadable as why:
        return why
    return {decision.rule: decision.points for decision in asked.decisions}
