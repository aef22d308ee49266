"""Reading a store's past in steps that may each be the last: ask, look, fetch, then the refunded orders one by one."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from loyalty.engine.facts import OrderTold, Unreadable
from loyalty.insight.job import fail, finish, pause, tell
from loyalty.insight.models import PastOrders, PastPart
from loyalty.insight.parts import Told, keep, packed
from loyalty.shops.installed import is_installed
from loyalty.shops.models import Shop
from loyalty.shops.platform import Export, ExportBusy, OrdersPage, StoreFailed, platform
from loyalty.shops.platform import PastOrders as Reader

LOOK_AGAIN = timedelta(seconds=5)
BUSY_AGAIN = timedelta(seconds=60)
TRIES = 3
TURN = 20  # seconds of reading orders one by one; then others may have the worker
AT_ONCE = 20  # orders in a part of refunded ones
SHOWN = 100  # refusals that are kept in words
LATER = 1_000_000  # numbers of parts with refunded orders begin here
Stage = PastOrders.Stage


def from_store(*, shop: Shop, by: str, now: datetime) -> PastOrders:
    """Orders a reading of the store; the one that is under way, where there is one."""
    under_way = PastOrders.objects.filter(
        shop=shop, how=PastOrders.How.STORE, state__in=("waiting", "running")
    ).first()
    return under_way or PastOrders.objects.create(
        shop=shop, how=PastOrders.How.STORE, stage=Stage.ASK, asked_by=by, asked_at=now, next_at=now
    )


def read_store(past: PastOrders, *, now: datetime) -> None:
    """One step. Raises Superseded."""
    if not is_installed(past.shop):
        fail(past, gettext_noop("The app is not installed in the store."), now=now)
        return
    reader = platform(past.shop.platform).past_orders(shop=past.shop)
    step = {Stage.ASK: _ask, Stage.EXPORT: _look, Stage.REFUNDS: _refunds}[Stage(past.stage)]
    try:
        step(past, reader, now)
    except ExportBusy:
        pause(past, now=now, until=now + BUSY_AGAIN)
    except StoreFailed as why:
        _try_again(past, str(why), now)


def _ask(past: PastOrders, reader: Reader, now: datetime) -> None:
    reach = platform(past.shop.platform).orders_reach(shop=past.shop, now=now)
    export = reader.ask()
    pause(past, now=now, until=now, stage=Stage.EXPORT, export=export, reach=reach)


def _look(past: PastOrders, reader: Reader, now: datetime) -> None:
    found: Export = reader.look(past.export)
    match found.state:
        case "running":
            pause(past, now=now, until=now + LOOK_AGAIN, done=found.found)
        case "done":
            tell(past, now=now, of=found.found, done=0)
            _fetch(past, reader)
        case "failed" | "gone":
            _try_again(past, found.why or gettext_noop("The store has thrown its export away."), now)


def _try_again(past: PastOrders, why: str, now: datetime) -> None:
    """An export that came to nothing is asked for anew; never is half of one taken for the whole."""
    if past.tries + 1 >= TRIES:
        fail(past, why, now=now)
        return
    keeps = past.stage == Stage.REFUNDS
    stage = Stage.REFUNDS if keeps else Stage.ASK
    pause(past, now=now, until=now + LOOK_AGAIN, stage=stage, tries=past.tries + 1)


def _fetch(past: PastOrders, reader: Reader) -> None:
    PastPart.objects.filter(past=past).delete()
    number, orders, refused = 0, 0, []

    def page(found: OrdersPage) -> None:
        nonlocal number, orders
        told = [packed(_placed(one), one) for one in found.told]
        keep(past, told, number=number)
        number, orders = number + 1, orders + len(found.told)
        refused.extend(sorted(found.unreadable.items()))
        tell(past, now=timezone.now(), done=orders + len(refused), since=_earliest(past, told))

    left = reader.read(past.export, page)
    pause(
        past,
        now=timezone.now(),
        until=timezone.now(),
        stage=Stage.REFUNDS,
        left=left,
        orders=orders,
        refused=refused[:SHOWN],
        refused_count=len(refused),
        tries=0,
    )


def _refunds(past: PastOrders, reader: Reader, now: datetime) -> None:
    begun = time.monotonic()
    while past.left:
        if time.monotonic() - begun > TURN:
            pause(past, now=timezone.now(), until=timezone.now())
            return
        _some_refunds(past, reader)
    done = timezone.now()
    finish(past, now=done, facts=past.orders, until=done)


def _some_refunds(past: PastOrders, reader: Reader) -> None:
    """The next orders with refunds, as one part that is named by how many are left: told twice, it is there once."""
    told, refused = [], list(past.refused)
    count = past.refused_count
    for order in past.left[:AT_ONCE]:
        try:
            found = reader.whole(order)
        except Unreadable as why:
            count += 1
            refused.append([order, str(why)])
            continue
        if found is not None:
            told.append(packed(_placed(found), found))
    keep(past, told, number=LATER + len(past.left))
    tell(
        past,
        now=timezone.now(),
        left=past.left[AT_ONCE:],
        since=_earliest(past, told),
        orders=past.orders + len(told),
        done=past.done + min(AT_ONCE, len(past.left)),
        refused=refused[:SHOWN],
        refused_count=count,
        tries=0,
    )


def _earliest(past: PastOrders, told: Sequence[Told]) -> datetime | None:
    return min([one.at for one in told] + ([past.since] if past.since else []), default=None)


def _placed(told: OrderTold) -> datetime:
    if told.header is None:
        raise ValueError("an exported order has a header")
    return told.header.processed_at
