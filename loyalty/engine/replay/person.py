"""One member of a `replay`, with all that is kept of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

from loyalty.engine.ladder_level import Ascent
from loyalty.engine.lots import NEVER, POINTS, Lot, Moves
from loyalty.engine.plans import Purchase
from loyalty.engine.purse import Purse
from loyalty.engine.replay.state import Held, Known
from loyalty.engine.suspicion import Verdict

Key = tuple[str, str]  # "customer" or "email", value
Hold = tuple[
    datetime, tuple[datetime, datetime, int], Purse, Lot
]  # when it ends, which of equal ones first, whose
ACCOUNTS = ("issued", "reversed", "redeemed", "expired", "forfeited", "writeoff")
CROWDED = 32  # used up lots that may lie about
_PLACES = {account: place for place, account in enumerate(ACCOUNTS)}
ISSUED, EXPIRED = _PLACES["issued"], _PLACES["expired"]


@dataclass(slots=True, eq=False)
class Person:
    """One member with a purse of each currency they ever had; lots are numbered from `lots`.

    `sums` is what the shop's accounts hold for their points, in the order of ACCOUNTS.
    """

    number: int
    customer: str
    keys: list[Key]
    lots: Iterator[int]
    purses: dict[str, Purse] = field(default_factory=dict)
    returned: bool = False
    joined: bool = False
    pinned: bool = False  # an order of theirs has its terms
    erased: bool = False
    kept: "Person | None" = None
    claimant: "Person | None" = None
    claims: "tuple[Person, ...]" = ()
    advocate: "Person | None" = None
    verdict: Verdict = "passed"  # of who brought them
    welcome: "tuple[Held, ...]" = ()
    joined_at: datetime | None = None
    placed: list[datetime] = field(default_factory=list)  # orders with terms, where a rule counts them
    counted: "list[Known]" = field(default_factory=list)  # orders that count towards tiers, by time
    ascent: Ascent | None = None  # up the tiers, by what orders are decided
    reached: Ascent | None = None  # the same, for what is given on reaching a level
    earned: "list[Held]" = field(default_factory=list)  # awards that missions count
    derived: "tuple[Held, ...]" = ()  # what missions and tiers gave
    brought: "tuple[Held, ...]" = ()  # the same of those who were merged into this one
    birthday: tuple[int, int] | None = None  # month, day
    gifts: "dict[tuple[str, int, int], tuple[Held, ...]]" = field(default_factory=dict)  # kind, year, whose
    bought: tuple[Purchase, ...] = ()  # paid plans
    wakes_at: datetime = NEVER  # before that the clock does nothing to the purse
    ends_at: datetime = NEVER  # before that no lot ends
    held: list[Hold] = field(default_factory=list)  # a heap of lots on hold; some may be used up
    crowd: int = CROWDED  # so many lots in one purse, used up ones included, are worth tidying
    sums: list[int] = field(default_factory=lambda: [0] * len(ACCOUNTS))

    @property
    def living(self) -> "Person":
        """The one this person was merged into, at the end of any chain."""
        one = self
        while one.kept is not None:
            one = one.kept
        return one

    @property
    def purse(self) -> Purse:
        """The points."""
        return self.purse_of(POINTS)

    def purse_of(self, currency: str) -> Purse:
        purse = self.purses.get(currency)
        if purse is None:
            purse = self.purses[currency] = Purse(numbers=self.lots)
        return purse

    def count(self, moves: Moves, currency: str = POINTS) -> None:
        """Adds what a transaction did to the shop's accounts, and notes when the clock is next to look."""
        purse = self.purse_of(currency)
        if currency == POINTS:
            for account, amount in moves.legs.items():
                place = _PLACES.get(account)
                if place is not None:
                    self.sums[place] += amount
        for lot in moves.opened:
            self.has(purse, lot)
        for lot, amount in moves.used:
            if amount > 0:
                self.ends(purse.planned_end(lot))
        if moves.keeps_until is not None:
            self.ends(moves.keeps_until)

    def look_again(self) -> None:
        """Works out anew when the clock is next to look, and forgets lots that are used up."""
        held = self.held
        while held and not (held[0][3].remaining and held[0][3].account == "pending"):
            heappop(held)
        self.wakes_at, self.ends_at, many = held[0][0] if held else NEVER, NEVER, 0
        for purse in self.purses.values():
            lots = purse.tidy()
            many += len(lots)
            if lots:
                self.ends(purse.keeps_until)
            for lot in lots:
                at = lot.expires_at
                if at is not None and at < self.ends_at:
                    self.ends(at)
        self.crowd = 2 * many + CROWDED

    def has(self, purse: Purse, lot: Lot) -> None:
        """A new lot in one of the purses."""
        ends = lot.expires_at if purse.keeps_until is None else purse.planned_end(lot)
        if ends is not None and ends < self.ends_at:
            self.ends(ends)
        if lot.account == "pending":
            heappush(self.held, (lot.available_at, lot.order, purse, lot))
            if lot.available_at < self.wakes_at:
                self.wakes_at = lot.available_at

    def ends(self, at: datetime | None) -> None:
        """The clock is to look for lots that ended then at the latest."""
        if at is not None and at < self.ends_at:
            self.ends_at = at
            if at < self.wakes_at:
                self.wakes_at = at
