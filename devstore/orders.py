"""Placing an order and what happens to it, except money going back (refunds.py, edits.py)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from devstore import customers, discounts, paying, payloads_order, totals
from devstore.pricing import Quote, Refused
from devstore.state import Customer, Order, Shop
from devstore.world import World


@dataclass(slots=True, kw_only=True)
class Placing:
    """Everything about an order besides its basket."""

    customer: Customer | None = None
    email: str | None = None
    paid: bool = True
    gateway: str = "bogus"
    # codes of gift cards, spent first; then store credit, if wished
    gift_cards: list[str] = field(default_factory=list)
    store_credit: bool = False
    processed_at: datetime | None = None
    # an order from the past: until something happens to it, it was last updated then
    created_at: datetime | None = None
    source_name: str = "web"
    test: bool = False
    presentment_currency: str = ""
    presentment_rate: str = "1"
    note: str | None = None
    note_attributes: list[dict[str, str]] = field(default_factory=list)
    landing_site: str | None = None
    tags: list[str] = field(default_factory=list)
    address: dict[str, str] = field(default_factory=dict)


def place(world: World, shop_domain: str, quote: Quote, how: Placing) -> Order:
    if not quote.lines:
        raise Refused("Your cart is empty.")
    with world.store.lock:
        shop = world.shop(shop_domain)
        now = world.store.now()
        who = _who(world, shop_domain, how)
        order = Order(
            id=world.store.new_id(),
            shop=shop_domain,
            number=_next_number(world, shop),
            token=secrets.token_hex(16),
            currency=quote.currency,
            created_at=how.created_at or now,
            processed_at=how.processed_at or how.created_at or now,
            updated_at=how.created_at or now,
            lines=quote.lines,
            customer_id=who.id if who else None,
            email=how.email or (who.email if who else None),
            presentment_currency=how.presentment_currency or quote.currency,
            presentment_rate=how.presentment_rate,
            test=how.test,
            taxes_included=quote.taxes_included,
            applications=quote.applications,
            shipping=quote.shipping,
            tip=quote.tip,
            source_name=how.source_name,
            note=how.note,
            note_attributes=how.note_attributes,
            landing_site=how.landing_site,
            tags=how.tags,
            address=how.address,
        )
        discounts.use(world, order)
        _pay(world, order, quote.total, how, who)
        world.store.put(order)
        paid = how.paid or not totals.outstanding(order)
        announce(world, order, ["orders/create", *(["orders/paid"] if paid else []), "orders/updated"])
        return order


def _pay(world: World, order: Order, total: int, how: Placing, who: Customer | None) -> None:
    cards, credit = how.gift_cards, how.store_credit
    means = paying.plan(world, order.shop, total, cards=cards, person=who, credit=credit)
    paying.settle(world, order, means, person=who, gateway=how.gateway, now=how.paid)


def _next_number(world: World, shop: Shop) -> int:
    shop.next_number += 1
    world.store.put(shop)
    return shop.next_number - 1


def _who(world: World, shop_domain: str, how: Placing) -> Customer | None:
    if how.customer is None and how.email:
        return customers.guest(world, shop_domain, how.email, how.address.get("name", ""))
    return how.customer


def announce(
    world: World, order: Order, topics: Sequence[str], *, earlier: Sequence[tuple[str, object]] = ()
) -> None:
    """One event: `earlier` ready-made payloads first, then the whole order under each topic."""
    body = payloads_order.order(world, order)
    events = [(topic, payload) for topic, payload in earlier if isinstance(payload, dict)]
    world.sender.emit(order.shop, [*events, *((topic, body) for topic in topics)])


def mark_paid(world: World, order: Order, *, gateway: str = "manual") -> None:
    with world.store.lock:
        due = totals.outstanding(order)
        if order.cancelled_at or not due:
            raise Refused("There is nothing left to pay on this order.")
        paying.capture(world, order, due, gateway)
        world.touch(order)
        world.store.put(order)
        announce(world, order, ["orders/paid", "orders/updated"])


def fulfil(world: World, order: Order) -> None:
    with world.store.lock:
        if order.cancelled_at or order.fulfilled_at:
            raise Refused("This order can’t be fulfilled any more.")
        order.fulfilled_at = world.touch(order)
        order.fulfillment_id = world.store.new_id()
        for line in order.lines:
            line.fulfilled = line.current_quantity
        world.store.put(order)
        announce(world, order, ["orders/fulfilled", "orders/updated"])


def retag(world: World, order: Order, tags: Sequence[str]) -> None:
    """Gives the order exactly these tags."""
    with world.store.lock:
        order.tags = sorted(tags)
        world.touch(order)
        world.store.put(order)
        announce(world, order, ["orders/updated"])


def reinstate(world: World, order: Order) -> None:
    """Take a cancellation back. Refunds that went with it stay: money does not come back by itself."""
    with world.store.lock:
        if not order.cancelled_at:
            raise Refused("This order is not cancelled.")
        order.cancelled_at = order.cancel_reason = order.closed_at = None
        world.touch(order)
        world.store.put(order)
        announce(world, order, ["orders/updated"])


def delete(world: World, order: Order) -> None:
    with world.store.lock:
        world.store.drop(order)
        world.sender.emit(order.shop, [("orders/delete", {"id": order.id})])


def of_customer(world: World, customer: Customer) -> list[Order]:
    mine = [o for o in world.store.all(Order, customer.shop) if o.customer_id == customer.id]
    return sorted(mine, key=lambda o: o.number, reverse=True)
