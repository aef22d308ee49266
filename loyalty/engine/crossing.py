"""Caps and budgets that cross: what a refund takes from one rule would leave room for two others.

The order would gain by giving goods back (law R3). So under such caps and budgets a rule never gets more of a room
than it gets of it from the whole order.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import combinations
from zlib import crc32

import msgspec
from msgspec.structs import replace

from loyalty.engine.order_state import OrderState, as_of

WHOLE = "whole"  # in what was granted: of which whole order the shares of its rules are
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def cross(*, caps: Sequence[Collection[str]], budgets: Sequence[Collection[str]]) -> bool:
    """Whether any two rooms, each by its rules, share a rule and neither holds all points of the other.

    A budget holds only what a campaign adds: it may lie within a cap, but no cap within a budget."""
    capped, added = [set(one) for one in caps], [set(one) for one in budgets]
    return (
        any(one & other and not (one <= other or other <= one) for one, other in combinations(capped, 2))
        or any(one & other for one, other in combinations(added, 2))
        or any(one & cap and not one <= cap for one in added for cap in capped)
    )


def whole(state: OrderState) -> OrderState:
    """The order as if nothing had come back."""
    found = as_of(state, BEFORE_ALL)
    if found.header is None or not found.header.cancelled:
        return found
    return replace(found, header=replace(found.header, cancelled=False))


def fingerprint(state: OrderState) -> int:
    """Of a whole order, whenever it was told."""
    header = state.header and replace(state.header, updated_at=state.header.processed_at)
    return crc32(msgspec.json.encode(header, order="deterministic"))
