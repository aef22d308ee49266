"""Which order of its subscription a line is: the first came through the checkout, the store made the others.

Webhooks do not say of a checkout's lines that they began a subscription, so the first may be unknown. A recurring
order is therefore never less than the second; how many there were between is known from the orders themselves.
"""

from collections.abc import Iterable
from datetime import datetime

from loyalty.engine.facts import Header, Line
from loyalty.engine.order_state import OrderState


def cycles(state: OrderState, earlier: Iterable[OrderState]) -> dict[str, int]:
    """1, 2, 3 … by line id, for the lines on a subscription; `earlier` are orders of the same member, in any order.

    A subscription to the same product that is known to have begun anew counts anew. Orders that were cancelled,
    not paid or made for a test were no cycle, nor were those placed after this one.
    """
    header = state.header
    if header is None or not state.plans:
        return {}
    recurring = _recurring_so_far(header, earlier)
    return {
        line.id: 2 + recurring.get(_sold(line), 0) if header.subscription else 1
        for line in header.lines
        if line.subscription
    }


def _recurring_so_far(header: Header, earlier: Iterable[OrderState]) -> dict[str, int]:
    """Recurring orders by product since its subscription began, as far as that is known."""
    count: dict[str, int] = {}
    others = (one.header for one in earlier if one.header is not None and one.plans)
    for one in sorted((one for one in others if _placed(one) < _placed(header)), key=_placed):
        if one.paid and one.confirmed and not one.cancelled and not one.test:
            for product in {_sold(line) for line in one.lines if line.subscription}:
                count[product] = count.get(product, 0) + 1 if one.subscription else 0
    return count


def _sold(line: Line) -> str:
    return line.product or line.title


def _placed(header: Header) -> tuple[datetime, str]:
    return header.processed_at, header.id
