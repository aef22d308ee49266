"""How an order that is known only as it stands today came to be so: placed, then refund by refund.

An export tells the last state. Told as one, a year of refunds would have happened on the day of purchase; so the order
is told as it was when it was placed and again at each refund. Its end is the same state, to the last unit.
"""

from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush

from msgspec.structs import replace

from loyalty.engine.facts import Fact, OrderTold
from loyalty.engine.order_state import EMPTY, as_of, merge
from loyalty.insight.parts import Told


def chapters(told: OrderTold) -> Iterator[tuple[datetime, OrderTold]]:
    """The order at each moment at which it changed, the last being all that was told.

    When it was cancelled nobody tells: at its last refund where it has one, else from the beginning.
    """
    header = told.header
    if header is None:
        return
    state = merge(EMPTY, told)
    later = sorted({refund.at for refund in told.refunds if refund.at > header.processed_at})
    for at in [header.processed_at, *later[:-1]] if later else ():
        then = as_of(state, at)
        if then.header is not None:
            yield at, replace(told, header=replace(then.header, cancelled=False), refunds=then.refunds)
    yield later[-1] if later else header.processed_at, told


def story(past: list[Told], *, exported: bool) -> Iterator[tuple[datetime, Fact]]:
    """Every fact in the order of time; `exported` ones are unfolded into their chapters."""
    waiting: list[tuple[datetime, int, Fact]] = []
    number = 0
    for told in past:
        while waiting and waiting[0][0] <= told.at:
            at, _, fact = heappop(waiting)
            yield at, fact
        fact = told.open()
        if not exported or not isinstance(fact, OrderTold):
            yield told.at, fact
            continue
        for at, chapter in chapters(fact):
            number += 1
            heappush(waiting, (at, number, chapter))
    while waiting:
        at, _, fact = heappop(waiting)
        yield at, fact
