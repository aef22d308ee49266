"""A member's four accounts and their lots: the rules of credit, clawback, hold, spending and merging.

Pure: the ledger loads a purse, asks it, and books the moves it answers; `replay` keeps purses in memory.
Debits consume lots by (expires_at, earned_at, id). Debt is repaid first from whatever becomes available.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

NEVER = datetime.max.replace(tzinfo=UTC)
LotAccount = Literal["pending", "available"]


@dataclass(slots=True)
class Lot:
    """One credit with its own dates. `award` is the award it came from, 0 for none."""

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


@dataclass(slots=True)
class Moves:
    """What one transaction does to a member: legs by account, lots opened, lots drawn on (negative) or refilled."""

    legs: Counter[str] = field(default_factory=Counter)
    opened: list[Lot] = field(default_factory=list)
    used: list[tuple[Lot, int]] = field(default_factory=list)

    def leg(self, account: str, amount: int) -> None:
        if amount:
            self.legs[account] += amount


@dataclass(slots=True)
class Purse:
    """The state of one member. `next_lot` numbers lots that are opened; the ledger gives real ids."""

    pending: int = 0
    available: int = 0
    reserved: int = 0
    debt: int = 0
    lots: list[Lot] = field(default_factory=list)
    numbers: Iterator[int] | None = None

    def credit(
        self,
        points: int,
        *,
        against: str,
        now: datetime,
        earned_at: datetime,
        available_at: datetime,
        expires_at: datetime | None = None,
        award: int = 0,
        shop: int = 0,
    ) -> Moves:
        """Gives points, owed by the shop account `against`; held until `available_at`."""
        moves = Moves()
        moves.leg(against, -points)
        account: LotAccount = "available" if available_at <= now else "pending"
        self._open(moves, account, points, earned_at, available_at, expires_at, award, shop)
        if account == "available":
            self._repay(moves)
        return moves

    def claw_back(
        self, points: int, *, award: int, policy: str, against: str = "reversed"
    ) -> tuple[Moves, int]:
        """Takes an award's points back: its own held lots, its own available ones, then any other available.

        What is left was already spent: it becomes debt, or is written off (policy "floor").
        Returns the moves and the points written off.
        """
        moves = Moves()
        moves.leg(against, points)
        left = points
        for lot in self._own(award):
            left -= self._draw(moves, lot, left)
        for lot in self._spendable():
            left -= self._draw(moves, lot, left)
        if policy == "floor":
            moves.leg("writeoff", -left)
            return moves, left
        self.debt += left
        moves.leg("debt", -left)
        return moves, 0

    def mature(self, now: datetime) -> list[Moves]:
        """Ends the holds that have run out: one set of moves per lot."""
        due = [
            lot for lot in self.lots if lot.account == "pending" and lot.remaining and lot.available_at <= now
        ]
        return [self._release(lot) for lot in sorted(due, key=lambda lot: lot.order)]

    def take(self, points: int, *, against: str) -> Moves:
        """Takes available points that are there (at most `available`) towards the account `against`."""
        if points > self.available:
            raise ValueError(f"{points} points wanted, {self.available} available")
        moves = Moves()
        moves.leg(against, points)
        left = points
        for lot in self._spendable():
            left -= self._draw(moves, lot, left)
        return moves

    def empty(self, *, against: str) -> tuple[Moves, list[Lot]]:
        """Closes every lot and the debt, towards `against`; returns what was in them, for another purse to receive."""
        moves = Moves()
        closed = [
            Lot(0, lot.account, lot.remaining, lot.remaining, lot.earned_at, lot.available_at, lot.expires_at,
                lot.award, lot.shop)
            for lot in self.lots if lot.remaining
        ]  # fmt: skip
        for lot in list(self.lots):
            self._draw(moves, lot, lot.remaining)
        moves.leg("debt", self.debt)
        moves.leg(against, sum(lot.amount for lot in closed) - self.debt)
        self.debt = 0
        return moves, closed

    def receive(self, lots: list[Lot], *, debt: int) -> Moves:
        """Takes over another purse's lots and debt from `clearing`, dates and origins unchanged."""
        moves = Moves()
        for lot in lots:
            self._open(moves, lot.account, lot.amount, lot.earned_at, lot.available_at, lot.expires_at, lot.award,
                       lot.shop)  # fmt: skip
        self.debt += debt
        moves.leg("debt", -debt)
        moves.leg("clearing", debt - sum(lot.amount for lot in lots))
        self._repay(moves)
        return moves

    def _open(
        self,
        moves: Moves,
        account: LotAccount,
        points: int,
        earned_at: datetime,
        available_at: datetime,
        expires_at: datetime | None,
        award: int,
        shop: int,
    ) -> None:
        number = next(self.numbers) if self.numbers else max((lot.id for lot in self.lots), default=0) + 1
        lot = Lot(number, account, points, points, earned_at, available_at, expires_at, award, shop)
        self.lots.append(lot)
        moves.opened.append(lot)
        moves.leg(account, points)
        self._count(account, points)

    def _release(self, lot: Lot) -> Moves:
        moves = Moves()
        points = lot.remaining
        self._draw(moves, lot, points)
        self._open(
            moves, "available", points, lot.earned_at, lot.available_at, lot.expires_at, lot.award, lot.shop
        )
        self._repay(moves)
        return moves

    def _repay(self, moves: Moves) -> None:
        points = min(self.debt, self.available)
        left = points
        for lot in self._spendable():
            left -= self._draw(moves, lot, left)
        self.debt -= points
        moves.leg("debt", points)

    def _own(self, award: int) -> list[Lot]:
        own = [lot for lot in self.lots if lot.award == award and lot.remaining]
        return sorted(own, key=lambda lot: (lot.account != "pending", lot.order))

    def _spendable(self) -> list[Lot]:
        return sorted(
            (lot for lot in self.lots if lot.account == "available" and lot.remaining),
            key=lambda lot: lot.order,
        )

    def _draw(self, moves: Moves, lot: Lot, wanted: int) -> int:
        taken = min(lot.remaining, wanted)
        if taken:
            lot.remaining -= taken
            moves.used.append((lot, -taken))
            moves.leg(lot.account, -taken)
            self._count(lot.account, -taken)
        return taken

    def _count(self, account: LotAccount, points: int) -> None:
        if account == "pending":
            self.pending += points
        else:
            self.available += points
