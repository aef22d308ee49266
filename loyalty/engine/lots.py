"""Lots, and the moves that one transaction makes on them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Literal

import msgspec

NEVER = datetime.max.replace(tzinfo=UTC)
POINTS = "points"  # the main currency; others are stamps and the like, "badge:ID" and "reward:ID"
FEW = 4
LotAccount = Literal["pending", "available"]


class Lot(msgspec.Struct, eq=False, gc=False):
    """One credit with its own dates. `award` is the award it came from, 0 for none.

    `expires_at` is the planned end; the clock says when it ends.
    """

    id: int
    account: LotAccount
    amount: int
    remaining: int
    earned_at: datetime
    available_at: datetime
    expires_at: datetime | None
    award: int = 0
    shop: int = 0

    @property
    def order(self) -> tuple[datetime, datetime, int]:
        """Soonest to expire first, then oldest."""
        return (self.expires_at or NEVER, self.earned_at, self.id)


_IN_ORDER, _BY_AGE, _BY_END = (
    attrgetter(*names) for names in (("order",), ("earned_at", "id"), ("expires_at",))
)


def in_order(lots: list[Lot]) -> list[Lot]:
    """The same list, sorted by `order`."""
    if len(lots) < FEW or any(lot.expires_at is None for lot in lots):
        lots.sort(key=_IN_ORDER)
    else:  # the same, with less to make
        lots.sort(key=_BY_AGE)
        lots.sort(key=_BY_END)
    return lots


class Legs(dict[str, int]):
    """Sums by account, 0 for one that is not there; a Counter that costs nothing to make."""

    __slots__ = ()

    def __missing__(self, account: str) -> int:
        return 0


@dataclass(slots=True)
class Moves:
    """What one transaction does to a member: legs by account, lots opened, lots drawn on (negative) or refilled.

    `keeps_until`: the activity keeps all points of the member alive until then.
    """

    legs: Legs = field(default_factory=Legs)
    opened: list[Lot] = field(default_factory=list)
    used: list[tuple[Lot, int]] = field(default_factory=list)
    keeps_until: datetime | None = None

    def leg(self, account: str, amount: int) -> None:
        if amount:
            self.legs[account] += amount


@dataclass(slots=True)
class Spend:
    """Points that left for one redemption. `drawn` is what left each lot, in the order of consumption."""

    points: int
    drawn: list[tuple[Lot, int]]
    returned: int = 0
