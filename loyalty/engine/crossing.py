"""Caps and budgets that cross: each covers a rule the other does not, and both cover one more.

There what a refund takes from one rule would leave room for two others, and the order would gain by giving goods
back (law R3). So under such caps a rule never gets more of a room than it got of it from the whole order.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from itertools import combinations

from msgspec.structs import replace

from loyalty.engine.order_state import OrderState, as_of

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def cross(rooms: Iterable[Collection[str]]) -> bool:
    """Whether any two of these sets of rules overlap without one lying within the other."""
    sets = {frozenset(one) for one in rooms}
    return any(one & other and not (one <= other or other <= one) for one, other in combinations(sets, 2))


def whole(state: OrderState) -> OrderState:
    """The order as if nothing had come back."""
    found = as_of(state, BEFORE_ALL)
    if found.header is None or not found.header.cancelled:
        return found
    return replace(found, header=replace(found.header, cancelled=False))
