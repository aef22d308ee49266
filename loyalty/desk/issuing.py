"""Redemptions are made in the store, and ended there; the store is always asked before the books are told.

    reserved ──made──▶ issued ──on an order──▶ used
        └───────── the store can still end it ─────────▶ released

A worker may die at any statement. What it was about to ask of the store was written down first (`tried_at`), so the
next one looks before it asks again; the rows are locked member first, then redemption.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.desk import spending
from loyalty.desk.clocks import clock as clock_of
from loyalty.ledger import spend as books
from loyalty.ledger.models import Spend
from loyalty.members.models import Identity
from loyalty.rewards import credit, kinds, shelf
from loyalty.rewards.models import Redemption
from loyalty.rewards.order import Order
from loyalty.rewards.steps import step
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed, StoreRefused

State, Ending = Redemption.State, Redemption.Ending
ACTOR = "store"
LONGEST = 300


def carry(*, shop: Shop, wanted: Mapping[str, Any], now: datetime) -> None:
    """The errand: makes the redemption in the store, or ends it there, as its row says by now.

    Raises StoreFailed, and StoreRefused where the store does not let it end.
    """
    made = Redemption.objects.select_related("shop", "spend").get(shop=shop, pk=wanted[spending.KIND])
    if made.ending and made.ending != Ending.KEPT:
        _end(made, now)
    elif made.state == State.RESERVED:
        _make(made, now)


def _make(made: Redemption, now: datetime) -> None:
    order = _order(made, now)
    if made.kind == credit.KIND:
        credit.in_turn(made, now=now)
    elif kinds.in_store(order.reward):
        Redemption.objects.filter(pk=made.pk, tried_at=None).update(tried_at=now)
    try:
        name = kinds.make(order)
    except StoreRefused as no:
        _could_not(made, str(no), now)
        return
    _made(made, order, name, now)


def _could_not(made: Redemption, why: str, now: datetime) -> None:
    """The store will say no as often as it is asked: the points come back, and the merchant reads why."""
    Redemption.objects.filter(pk=made.pk).update(why=why[:LONGEST])
    with transaction.atomic():
        spending.released(shop=made.shop, key=made.spend.key, why="failed", actor=ACTOR, now=now)


@transaction.atomic
def _made(made: Redemption, order: Order, name: str, now: datetime) -> None:
    reward, key = order.reward, made.spend.key
    if reward.leaves_when_issued:
        books.use(shop=made.shop, key=key, order="", actor=ACTOR, clock=clock_of(shop=made.shop), now=now)
    row = Redemption.objects.select_for_update().get(pk=made.pk)
    row.external_id, row.issued_at = name, now
    if row.state == State.RESERVED:
        row.state = State.ISSUED
    row.save(update_fields=["external_id", "issued_at", "state"])
    step(row, "issued", actor=ACTOR, now=now)
    if reward.kind == "donation":
        spending.used(shop=made.shop, key=key, order="", actor=ACTOR, now=now)


def _end(made: Redemption, now: datetime) -> None:
    """Ends it in the store first; one that was used meanwhile stays, and its order will say so."""
    if made.kind == credit.KIND and made.state == State.RESERVED and made.tried_at is not None:
        _make(made, now)  # only then it is known whether the store gave it
        made = Redemption.objects.select_related("shop", "spend").get(pk=made.pk)
        if made.state != State.ISSUED:
            return
    order = _order(made, now)
    untouched = made.tried_at is None or kinds.end(order)
    if not untouched:
        _stays(made, now)
    elif made.ending == Ending.EXPIRED and order.reward.unused == "forfeited":
        spending.used(shop=made.shop, key=made.spend.key, order="", actor="clock", now=now)
    elif made.spend.state == Spend.State.USED:
        _back_from_for_good(made, order, now)
    else:
        spending.released(shop=made.shop, key=made.spend.key, why=made.ending, actor=ACTOR, now=now)


@transaction.atomic
def _stays(made: Redemption, now: datetime) -> None:
    row = Redemption.objects.select_for_update().get(pk=made.pk)
    if row.state not in (State.RESERVED, State.ISSUED):
        return  # its order was told meanwhile
    row.ending = Ending.KEPT
    if row.state == State.RESERVED:
        row.state, row.issued_at = State.ISSUED, now
    row.save(update_fields=["ending", "state", "issued_at"])
    step(row, "kept", actor=ACTOR, now=now, why=made.ending)


@transaction.atomic
def _back_from_for_good(made: Redemption, order: Order, now: datetime) -> None:
    """What left for good when it was handed over comes back by a return."""
    books.give_back(
        shop=made.shop,
        key=made.spend.key,
        target=made.spend.points,
        reason={"why": made.ending},
        actor=ACTOR,
        clock=clock_of(shop=made.shop),
        now=now,
    )
    if spending.moved(made.spend, State.RELEASED, actor=ACTOR, now=now, why=made.ending) is not None:
        if Spend.objects.get(pk=made.spend_id).order:
            raise StoreFailed("its order was told meanwhile")  # rolled back; the next look finds it used
        shelf.put_back(programme_id=made.shop.programme_id, reward=order.reward, session=made.session)


def _order(made: Redemption, now: datetime) -> Order:
    return Order(
        shop=made.shop,
        redemption=made,
        reward=spending.reward_of(made),
        customer=_customer(made),
        again=made.tried_at is not None,
        now=now,
    )


def _customer(made: Redemption) -> str:
    """The member's newest customer record in this store; "" for somebody without an account."""
    rows = Identity.objects.filter(
        shop=made.shop, member_id=made.spend.member_id, kind=Identity.Kind.CUSTOMER
    )
    return rows.order_by("-pk").values_list("value", flat=True).first() or ""
