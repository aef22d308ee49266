"""What `replay` keeps of awards and orders."""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from loyalty.engine.decisions import Reason
from loyalty.engine.lots import POINTS
from loyalty.engine.order_state import EMPTY, OrderState
from loyalty.engine.replay.packed import pack, unpack
from loyalty.engine.settlement import Standing
from loyalty.engine.terms import Terms
from loyalty.engine.tier_standing import Qualifying

if TYPE_CHECKING:
    from loyalty.engine.replay.person import Person


class Held(Standing, eq=False):
    """One award; it keeps the currency in which it first posted."""

    number: int = 0
    rule: str = ""
    currency: str = POINTS
    at: datetime | None = None  # when it was earned
    person: "Person | None" = None

    @property
    def outcome(self) -> str:
        """Nobody wants to read it."""
        return ""

    @property
    def reason(self) -> Reason | None:
        """Nor why."""
        return None


class Explained(Held, eq=False):
    """The same where somebody does."""

    outcome: str = ""
    reason: Reason | None = None


class Known(msgspec.Struct, eq=False):
    """One order. Its state is kept packed: most orders are never heard of again. An activity that counts has none."""

    packed: bytes = b""
    person: "Person | None" = None
    terms: Terms | None = None
    held: tuple[Held, ...] = ()
    sales: int = 0  # minor units of goods it sold
    at: datetime | None = None  # when it counts towards tiers, and what; None: it does not
    spend_minor: int = 0
    points: int = 0
    orders: int = 1
    activities: int = 0

    @property
    def state(self) -> OrderState:
        return unpack(self.packed) if self.packed else EMPTY

    def counts_as(self, told: Qualifying) -> bool:
        return (
            self.spend_minor == told.spend_minor
            and self.points == told.points
            and self.orders == told.orders
            and self.activities == told.activities
        )

    def keep(self, state: OrderState) -> None:
        self.packed = pack(state)
