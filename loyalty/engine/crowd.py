"""Finding lots in a purse of many, where looking at each for every deed would take longer with every deed."""

from datetime import datetime
from heapq import heapify, heappop, heappush

from loyalty.engine.lots import Lot

CROWDED = 64  # lots in a purse; with fewer it is quicker to look at each


class Crowd:
    """The lots of one purse, by award, and those that can be spent by their order; used up ones may be among them."""

    __slots__ = ("_by_award", "_queue")

    def __init__(self, lots: list[Lot]) -> None:
        self._queue: list[tuple[tuple[datetime, datetime, int], Lot]] = [
            (lot.order, lot) for lot in lots if lot.account == "available" and lot.remaining
        ]
        heapify(self._queue)
        self._by_award: dict[int, list[Lot]] = {}
        for lot in lots:
            self._by_award.setdefault(lot.award, []).append(lot)

    def add(self, lot: Lot) -> None:
        """One more."""
        self._by_award.setdefault(lot.award, []).append(lot)
        self.spendable(lot)

    def spendable(self, lot: Lot) -> None:
        """One of them has become available, or has points again."""
        if lot.account == "available":
            heappush(self._queue, (lot.order, lot))

    def of(self, award: int) -> list[Lot]:
        """Those of one award."""
        return self._by_award.get(award, [])

    def first(self) -> Lot | None:
        """The one to be spent from next; None when nothing is left."""
        queue = self._queue
        while queue and not queue[0][1].remaining:
            heappop(queue)
        return queue[0][1] if queue else None
