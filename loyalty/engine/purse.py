"""A member's four accounts and their lots: the rules of credit, clawback, hold, expiry, spending and merging.

Pure: the ledger loads a purse, asks it, and books the moves it answers; `replay` keeps purses in memory.
Debits consume lots by (expires_at, earned_at, id). Debt is repaid first from whatever becomes available.
Before anything else is asked of a purse it must have caught up with the clock (see catch_up).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from loyalty.engine.exact import split
from loyalty.engine.expiry import Clock, Notice
from loyalty.engine.holdings import Holdings
from loyalty.engine.lots import Lot, LotAccount, Moves, Spend, in_order


@dataclass(slots=True)
class Purse(Holdings):
    """The rules for what one member has of one currency; "points" stand for whatever that is."""

    def credit(
        self,
        points: int,
        *,
        against: str,
        now: datetime,
        earned_at: datetime,
        available_at: datetime,
        expires_at: datetime | None = None,
        shares: Sequence[tuple[int, datetime | None]] = (),
        keeps_until: datetime | None = None,
        award: int = 0,
        shop: int = 0,
    ) -> Moves:
        """Gives points, owed by the shop account `against`; held until `available_at`.

        With `shares` (percent, end) each opens a lot of its own instead of one that ends at `expires_at`.
        """
        moves = Moves()
        moves.leg(against, -points)
        account: LotAccount = "available" if available_at <= now else "pending"
        amounts = split(points, [percent for percent, _ in shares]) if shares else [points]
        ends = [end for _, end in shares] if shares else [expires_at]
        for amount, end in zip(amounts, ends, strict=True):
            if amount:
                self._new(moves, account, amount, (earned_at, available_at, end), award, shop)
        self._keep(moves, keeps_until)
        if account == "available":
            self._repay(moves)
        return moves

    def claw_back(
        self, points: int, *, award: int, policy: str, expired: int = 0, against: str = "reversed"
    ) -> tuple[Moves, int, int]:
        """Takes an award's points back: its own held lots, its own available ones, those of it that had expired
        (`expired`; they are gone already), then any other available.

        What is left was already spent: it becomes debt, or is written off (policy "floor").
        Returns the moves, the points written off and the expired points that were counted.
        """
        moves = Moves()
        moves.leg(against, points)
        left = points
        for lot in self._own(award):
            left -= self._draw(moves, lot, left)
        counted = min(left, expired)
        moves.leg("expired", -counted)
        left -= counted
        left = self._spend(moves, left)
        if policy == "floor":
            moves.leg("writeoff", -left)
            return moves, left, counted
        self.debt += left
        moves.leg("debt", -left)
        return moves, 0, counted

    def release_hold(self, lot: Lot) -> Moves:
        """Makes a held lot available."""
        moves = Moves()
        points = lot.remaining
        self._draw(moves, lot, points)
        self._new(
            moves, "available", points, (lot.earned_at, lot.available_at, lot.expires_at), lot.award, lot.shop
        )
        self._repay(moves)
        return moves

    def expire(self, lots: Iterable[Lot]) -> Moves:
        """Ends these lots."""
        moves = Moves()
        for lot in lots:
            moves.leg("expired", self._draw(moves, lot, lot.remaining))
        return moves

    def take(self, points: int, *, against: str, keeps_until: datetime | None = None) -> Moves:
        """Takes available points that are there (at most `available`) towards the account `against`."""
        if points > self.available:
            raise ValueError(f"{points} points wanted, {self.available} available")
        moves = Moves()
        moves.leg(against, points)
        if against == "reserved":
            self.reserved += points
        self._spend(moves, points)
        self._keep(moves, keeps_until)
        return moves

    def confirm(self, spend: Spend) -> Moves:
        """Reserved points are gone for good."""
        moves = Moves()
        self.reserved -= spend.points
        moves.leg("reserved", -spend.points)
        moves.leg("redeemed", spend.points)
        return moves

    def release(self, spend: Spend, *, clock: Clock, now: datetime) -> Moves:
        """Reserved points come back, all of them."""
        moves = Moves()
        points = spend.points - spend.returned
        self.reserved -= points
        moves.leg("reserved", -points)
        self._give_back(moves, spend, points, clock, now)
        return moves

    def give_back(self, spend: Spend, points: int, *, clock: Clock, now: datetime) -> Moves:
        """Points spent for good come back, at most what was spent (law R6)."""
        points = min(points, spend.points - spend.returned)
        moves = Moves()
        moves.leg("redeemed", -points)
        self._give_back(moves, spend, points, clock, now)
        return moves

    def empty(self, *, against: str) -> tuple[Moves, list[Lot]]:
        """Closes every lot and the debt, towards `against`; returns what was in them, for another purse to receive.

        What is reserved stays: a redemption under way ends by itself.
        """
        moves = Moves()
        whole = in_order([lot for lot in self.lots if lot.remaining])
        closed = [replace(lot, amount=lot.remaining) for lot in whole]
        for lot in whole:
            self._draw(moves, lot, lot.remaining)
        moves.leg("debt", self.debt)
        moves.leg(against, sum(lot.amount for lot in closed) - self.debt)
        self.debt = 0
        return moves, closed

    def hand_over(self) -> tuple[Moves, list[Lot]]:
        """Everything goes to `clearing`, reserved points too."""
        moves, closed = self.empty(against="clearing")
        moves.leg("reserved", -self.reserved)
        moves.leg("clearing", self.reserved)
        self.reserved = 0
        return moves, closed

    def receive(
        self, lots: list[Lot], *, debt: int, reserved: int = 0, keeps_until: datetime | None = None
    ) -> Moves:
        """Takes over another purse's lots, debt and reserved points from `clearing`, dates and origins unchanged."""
        moves = Moves()
        for lot in lots:
            self._open(moves, lot)
        self._keep(moves, keeps_until)
        self.debt += debt
        moves.leg("debt", -debt)
        self.reserved += reserved
        moves.leg("reserved", reserved)
        moves.leg("clearing", debt - reserved - sum(lot.amount for lot in lots))
        self._repay(moves)
        return moves

    def planned_end(self, lot: Lot) -> datetime | None:
        """When a lot is to end; None for never. Nothing ends earlier; the clock may make it later."""
        if lot.expires_at is None or self.keeps_until is None:
            return lot.expires_at or self.keeps_until
        return min(lot.expires_at, self.keeps_until)

    def ends(self, lot: Lot, clock: Clock, now: datetime) -> datetime | None:
        """When an available lot ended; None while it has not."""
        planned = self.planned_end(lot)
        if planned is None or planned > now:
            return None
        ends = clock.ends(planned, lot.earned_at, self.notices)
        return ends if ends is not None and ends <= now else None

    def expected_end(self, lot: Lot, clock: Clock, now: datetime) -> datetime | None:
        """When an available lot will end as far as can be said; a notice not yet sent is taken as sent now."""
        planned = self.planned_end(lot)
        if planned is None or lot.account != "available" or not lot.remaining:
            return None
        told = [*self.notices, Notice(planned, now)]
        return clock.ends(planned, lot.earned_at, told)

    def _give_back(self, moves: Moves, spend: Spend, points: int, clock: Clock, now: datetime) -> None:
        """Undoes the draws, the last one first, so that what lives longest comes back first."""
        skip, left = spend.returned, points
        for lot, amount in reversed(spend.drawn):
            passed = min(skip, amount)
            skip -= passed
            back = min(left, amount - passed)
            left -= back
            if back:
                self._return_to(moves, lot, back, clock, now)
        spend.returned += points
        self._repay(moves)

    def _return_to(self, moves: Moves, lot: Lot, points: int, clock: Clock, now: datetime) -> None:
        # A notice plays no part here: nobody could be told of points that were spent.
        planned = self.planned_end(lot)
        if planned is None or not clock.over(planned, lot.earned_at, now):
            self._refill(moves, lot, points)
            return
        grace = clock.grace_ends(now)
        if grace is None:
            moves.leg("expired", points)
            return
        expires_at = lot.expires_at and max(lot.expires_at, grace)
        self._open(moves, replace(lot, amount=points, available_at=now, expires_at=expires_at))
        self._keep(moves, self.keeps_until and max(self.keeps_until, grace))

    def _refill(self, moves: Moves, lot: Lot, points: int) -> None:
        """Back into the lot itself; into one like it, when the lot was another member's before a merge."""
        if lot not in self.lots:
            self._open(moves, replace(lot, amount=points))
            return
        lot.remaining += points
        self.spendable(lot)
        moves.used.append((lot, points))
        moves.leg(lot.account, points)
        self._count(lot.account, points)

    def _repay(self, moves: Moves) -> None:
        if not self.debt:
            return
        points = min(self.debt, self.available)
        self._spend(moves, points)
        self.debt -= points
        moves.leg("debt", points)
