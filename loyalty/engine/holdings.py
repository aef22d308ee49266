"""What one member has of one currency, and the few moves that everything which befalls it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from loyalty.engine.crowd import CROWDED, Crowd
from loyalty.engine.expiry import Notice
from loyalty.engine.lots import Lot, LotAccount, Moves, in_order

Dates = tuple[datetime, datetime, datetime | None]  # earned, available, planned end


@dataclass(slots=True)
class Holdings:
    """Four accounts, and the lots that make up what is pending and available.

    `numbers` gives ids to lots that are opened; the ledger gives real ones.
    """

    pending: int = 0
    available: int = 0
    reserved: int = 0
    debt: int = 0
    lots: list[Lot] = field(default_factory=list)
    numbers: Iterator[int] | None = None
    keeps_until: datetime | None = None
    notices: list[Notice] = field(default_factory=list)
    crowd: Crowd | None = field(default=None, repr=False, compare=False)

    def add(self, lot: Lot) -> None:
        """One lot more, whose points are counted already."""
        self.lots.append(lot)
        if self.crowd is not None:
            self.crowd.add(lot)

    def spendable(self, lot: Lot) -> None:
        """A lot has become available, or has points again."""
        if self.crowd is not None:
            self.crowd.spendable(lot)

    def tidy(self) -> list[Lot]:
        """Forgets lots that are used up; what is left."""
        self.lots, self.crowd = [lot for lot in self.lots if lot.remaining], None
        return self.lots

    def _open(self, moves: Moves, like: Lot) -> None:
        dates = like.earned_at, like.available_at, like.expires_at
        self._new(moves, like.account, like.amount, dates, like.award, like.shop)

    def _new(
        self, moves: Moves, account: LotAccount, amount: int, dates: Dates, award: int, shop: int
    ) -> None:
        number = next(self.numbers) if self.numbers else max((lot.id for lot in self.lots), default=0) + 1
        lot = Lot(number, account, amount, amount, *dates, award, shop)
        self.add(lot)
        moves.opened.append(lot)
        moves.leg(account, amount)
        self._count(account, amount)

    def _keep(self, moves: Moves, until: datetime | None) -> None:
        """Sliding expiry only moves later (law X4)."""
        if until is not None and (self.keeps_until is None or until > self.keeps_until):
            self.keeps_until = moves.keeps_until = until

    def _own(self, award: int) -> list[Lot]:
        crowd = self._crowded()
        lots = self.lots if crowd is None else crowd.of(award)
        own = [lot for lot in lots if lot.award == award and lot.remaining]
        return sorted(own, key=lambda lot: (lot.account != "pending", lot.order))

    def _spend(self, moves: Moves, points: int) -> int:
        """Takes so many from available lots, in their order; what they did not have is left."""
        crowd = self._crowded()
        if crowd is not None:
            while points and (first := crowd.first()):
                points -= self._draw(moves, first, points)
            return points
        lots = [lot for lot in self.lots if points and lot.remaining and lot.account == "available"]
        for lot in in_order(lots):
            if not points:
                break
            points -= self._draw(moves, lot, points)
        return points

    def _crowded(self) -> Crowd | None:
        if self.crowd is None and len(self.lots) > CROWDED:
            self.crowd = Crowd(self.lots)
        return self.crowd

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
