"""P2: stored webhooks worked into orders, entries, lots and balances, beside one ORM call per order.

One process each. The peer is spared its queue: it gets the bodies from memory, and no message per order.
"""

import time

from benchmarks import order, world
from benchmarks.peers.credit import credit
from benchmarks.row import Row, middle
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Balance
from loyalty.shops.models import Shop

CUSTOMERS = 500


def ours(shop: Shop, *, first: int, count: int) -> float:
    world.store(shop, first=first, count=count, customers=CUSTOMERS)
    started = time.perf_counter()
    drain(seconds=600)
    seconds = time.perf_counter() - started
    left = Delivery.objects.filter(shop=shop).exclude(state=Delivery.State.WORKED).count()
    if left:
        raise AssertionError(f"{left} deliveries were not worked: the figure is void")
    return count / seconds


def one_by_one(*, first: int, count: int) -> float:
    bodies = [order.body(number, customers=CUSTOMERS) for number in range(first, first + count)]
    started = time.perf_counter()
    for content in bodies:
        credit(content)
    return count / (time.perf_counter() - started)


def measure(shop: Shop, *, quick: bool) -> list[Row]:
    repeats, count = (3, 400) if quick else (5, 4000)
    # P1 left rows waiting; they are no part of this.
    Delivery.objects.filter(shop=shop).delete()
    rates, ratios = [], []
    for repeat in range(-1, repeats):
        first = 100_000_000 + (repeat + 1) * count
        mine = ours(shop, first=first, count=count)
        theirs = one_by_one(first=first, count=count // 4)
        if repeat >= 0:
            rates.append(mine)
            ratios.append(mine / theirs)
    _right_points(shop, orders=count * (repeats + 1))
    rate, _ = middle(rates)
    ratio, spread = middle(ratios)
    return [
        Row("P2b", "orders credited/s, one process : one ORM credit per order", rate, "1/s", ratio,
            "≥ 10", ratio >= 10, spread)
    ]  # fmt: skip


def _right_points(shop: Shop, *, orders: int) -> None:
    points = sum(Balance.objects.filter(programme_id=shop.programme_id).values_list("available", flat=True))
    if points != orders * order.POINTS:
        raise AssertionError(f"{points} points for {orders} orders: the figure is void")
