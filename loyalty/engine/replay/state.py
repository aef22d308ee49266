"""What `replay` keeps in memory: people, orders, awards and redemptions."""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

import msgspec

from loyalty.engine.decisions import Reason
from loyalty.engine.lots import NEVER, Lot, Moves, Spend
from loyalty.engine.order_state import EMPTY, OrderState
from loyalty.engine.purse import Purse
from loyalty.engine.settlement import Standing
from loyalty.engine.terms import Terms

Key = tuple[str, str]  # "customer" or "email", value
ACCOUNTS = ("issued", "reversed", "redeemed", "expired", "forfeited", "writeoff")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(OrderState).decode


@dataclass(slots=True, eq=False)
class Person:
    """One member. `sums` is what the shop's accounts hold for them, in the order of ACCOUNTS."""

    number: int
    customer: str
    purse: Purse
    keys: list[Key]
    returned: bool = False
    joined: bool = False
    pinned: bool = False  # an order of theirs has its terms
    erased: bool = False
    kept: "Person | None" = None
    claimant: "Person | None" = None
    claims: list["Person"] = field(default_factory=list)
    advocate: "Person | None" = None
    welcome: "tuple[Held, ...]" = ()
    wakes_at: datetime = NEVER  # before that the clock does nothing to the purse
    sums: list[int] = field(default_factory=lambda: [0] * len(ACCOUNTS))

    @property
    def living(self) -> "Person":
        """The one this person was merged into, at the end of any chain."""
        one = self
        while one.kept is not None:
            one = one.kept
        return one

    def count(self, moves: Moves) -> None:
        """Adds what a transaction did to the shop's accounts, and notes when the clock is next to look."""
        for account, amount in moves.legs.items():
            if account in ACCOUNTS:
                self.sums[ACCOUNTS.index(account)] += amount
        for lot in moves.opened:
            self._wake(self._stirs_at(lot))
        for lot, amount in moves.used:
            if amount > 0:
                self._wake(self._stirs_at(lot))
        self._wake(moves.keeps_until)

    def look_again(self) -> None:
        """Works out anew when the clock is next to look, and forgets lots that are used up."""
        self.purse.lots = [lot for lot in self.purse.lots if lot.remaining]
        stirs = [at for lot in self.purse.lots if (at := self._stirs_at(lot)) is not None]
        self.wakes_at = min(stirs, default=NEVER)

    def _stirs_at(self, lot: Lot) -> datetime | None:
        return lot.available_at if lot.account == "pending" else self.purse.planned_end(lot)

    def _wake(self, at: datetime | None) -> None:
        if at is not None and at < self.wakes_at:
            self.wakes_at = at


@dataclass(slots=True, eq=False)
class Held(Standing):
    """One award. Outcome and reason are kept only where somebody wants to read them."""

    number: int = 0
    rule: str = ""
    person: Person | None = None
    outcome: str = ""
    reason: Reason | None = None


@dataclass(slots=True, eq=False)
class Known:
    """One order. Its state is kept packed: most orders are never heard of again."""

    packed: bytes = b""
    person: Person | None = None
    terms: Terms | None = None
    held: tuple[Held, ...] = ()
    sales: int = 0  # minor units of goods it sold

    @property
    def state(self) -> OrderState:
        return _decode(self.packed) if self.packed else EMPTY

    def keep(self, state: OrderState) -> None:
        self.packed = _encode(state)


@dataclass(slots=True, eq=False)
class Spent:
    """One redemption that was used; `drawn_from` is the purse its points came out of."""

    number: int
    person: Person
    drawn_from: Person
    spend: Spend
    worth: Fraction  # what the reward is worth, in minor units
    order: str
