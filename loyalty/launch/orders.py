"""The past orders a launch pays for, in the order in which preview and books hear them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from loyalty.engine.facts import OrderTold
from loyalty.insight.models import PastOrders
from loyalty.insight.parts import Told, in_time

AT_ONCE = 100
Batch = Sequence[OrderTold]


def since(past: PastOrders, at: datetime) -> list[Told]:
    """Packed, by the time they were placed. Raises Sealed."""
    return [told for told in in_time(past) if told.at >= at]


def batches(orders: Sequence[Told], *, begin: int = 0) -> Iterator[list[OrderTold]]:
    """Always cut at the same places, wherever one begins."""
    for start in range(begin - begin % AT_ONCE, len(orders), AT_ONCE):
        opened = [told.open() for told in orders[max(start, begin) : start + AT_ONCE]]
        yield [fact for fact in opened if isinstance(fact, OrderTold)]
