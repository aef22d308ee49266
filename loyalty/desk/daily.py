"""The daily round: what the clock does by itself is booked, and notices that are due are recorded.

Every step is small and may be repeated, left out or run twice at once: the books come out the same (law X2).
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from loyalty.desk.clocks import clock
from loyalty.ledger.book import open_book
from loyalty.ledger.due import due
from loyalty.ledger.notices import record_notices
from loyalty.ledger.posting import MemberMoved
from loyalty.shops.models import Shop


def catch_up(*, now: datetime) -> int:
    """Ends holds and expires lots that are due; returns how many members were looked at."""
    looked = 0
    after = (0, 0)
    while batch := due(now=now, after=after):
        for programme_id, members in groupby(batch, key=itemgetter(0)):
            _bring_up(programme_id, [member for _, member in members], now)
        looked += len(batch)
        after = batch[-1]
    return looked


def _bring_up(programme_id: int, members: list[int], now: datetime) -> None:
    shop = Shop.objects.filter(programme_id=programme_id).order_by("pk").first()
    if shop is None:
        return
    try:
        with open_book(programme_id=programme_id, member_ids=members, clock=clock(shop=shop), now=now):
            pass  # opening does it
    except MemberMoved:
        return  # merged meanwhile: the kept member is due in its turn


def notices(*, now: datetime) -> int:
    """Records the notices of points about to end, for every programme; returns how many."""
    return sum(
        record_notices(programme_id=shop.programme_id, clock=clock(shop=shop), now=now)
        for shop in _one_shop_each()
    )


def _one_shop_each() -> Iterator[Shop]:
    """The oldest shop of every programme."""
    yield from (
        Shop.objects.filter(programme__isnull=False)
        .order_by("programme_id", "pk")
        .distinct("programme_id")
        .iterator()
    )
