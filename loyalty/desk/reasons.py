"""Every reason of a programme's books proven: it recomputes, and every rule has one answer (law T4)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from loyalty.desk.explaining import explained, unsound
from loyalty.ledger.models import Award
from loyalty.orders.models import Order
from loyalty.shops.models import Shop

STEP = 500
FIRST = 20


@dataclass(slots=True)
class Reasons:
    """How much was looked at, and the first faults (none when every reason holds)."""

    orders: int = 0
    awards: int = 0
    answers: int = 0
    faults: list[str] = field(default_factory=list)


def reasons(*, shop: Shop) -> Reasons:
    """Reads only; in small steps, so that any number of orders fits."""
    told = Reasons()
    for orders in _orders(shop):
        for one in explained(shop=shop, orders=orders):
            told.orders += 1
            told.awards += len(one.awards)
            told.answers += len(one.answers)
            told.faults += [f"order {one.order.external_id}: {fault}" for fault in one.faults]
    others = Award.objects.filter(programme_id=shop.programme_id, shop=shop)
    for award in others.exclude(source__startswith="order:").iterator(chunk_size=STEP):
        told.awards += 1
        told.faults += [f"{award.source}: {fault}" for fault in unsound(award)]
    told.faults = told.faults[:FIRST]
    return told


def _orders(shop: Shop) -> Iterator[list[str]]:
    last = 0
    while rows := list(
        Order.objects.filter(shop=shop, pk__gt=last).order_by("pk").values_list("pk", "external_id")[:STEP]
    ):
        yield [name for _, name in rows]
        last = rows[-1][0]
