"""P2: stored webhooks worked into orders, entries, lots and balances, beside the limit and one ORM call per order.

One process each. The limit writes the same rows in sets, without rules. The ORM peer is spared its queue: it
gets the bodies from memory, and no message per order.
"""

import time
from collections.abc import Callable

from benchmarks import order, world
from benchmarks.peers import set_based
from benchmarks.peers.credit import credit
from benchmarks.row import Row, middle
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Balance
from loyalty.shops.models import Shop

CUSTOMERS = 200  # each comes back within one repeat


def worked(shop: Shop, work: Callable[[], object], *, first: int, count: int) -> float:
    """Orders per second."""
    world.store(shop, first=first, count=count, customers=CUSTOMERS)
    started = time.perf_counter()
    work()
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
    repeats, count = (3, 400) if quick else (5, 2000)
    # P1 left rows waiting; they are no part of this.
    Delivery.objects.filter(shop=shop).delete()
    rates, to_limit, to_orm = [], [], []
    for repeat in range(-1, repeats):
        first = 100_000_000 + 2 * (repeat + 1) * count
        mine = worked(shop, lambda: drain(seconds=600), first=first, count=count)
        limit = worked(shop, lambda: set_based.drain(shop), first=first + count, count=count)
        orm = one_by_one(first=first, count=count // 4)
        if repeat >= 0:
            rates.append(mine)
            to_limit.append(mine / limit)
            to_orm.append(mine / orm)
    _right_points(shop, orders=2 * count * (repeats + 1))
    rate, _ = middle(rates)
    limit, spread = middle(to_limit)
    orm, spread_orm = middle(to_orm)
    return [
        Row("P2a", "orders credited/s, one process : the same rows in sets of 100, no rules", rate, "1/s", limit,
            "≥ 0.25", limit >= 0.25, spread),
        Row("P2b", "orders credited/s, one process : one ORM credit per order", rate, "1/s", orm,
            "≥ 10", orm >= 10, spread_orm),
    ]  # fmt: skip


def _right_points(shop: Shop, *, orders: int) -> None:
    points = sum(Balance.objects.filter(programme_id=shop.programme_id).values_list("available", flat=True))
    if points != orders * order.POINTS:
        raise AssertionError(f"{points} points for {orders} orders: the figure is void")
