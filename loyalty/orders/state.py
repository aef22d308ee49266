"""An order's row as the engine knows it."""

import msgspec

from loyalty.engine.order_state import OrderState
from loyalty.orders.models import Order


def state_of(order: Order) -> OrderState:
    """The merged state kept in the row."""
    return msgspec.convert(order.state, OrderState)
