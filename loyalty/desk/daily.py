"""The daily round: what the clock does by itself is booked, and notices that are due are recorded.

Every step is small and may be repeated, left out or run twice at once: the books come out the same (law X2).
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

import structlog

from loyalty.desk.clocks import clock
from loyalty.desk.proving import prove_books
from loyalty.ledger.book import open_book
from loyalty.ledger.due import due
from loyalty.ledger.notices import record_notices
from loyalty.ledger.posting import MemberMoved
from loyalty.shops.models import Shop

log = structlog.get_logger(__name__)


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
    """All at once; one by one when that fails, so that one member's trouble stays theirs."""
    shop = Shop.objects.filter(programme_id=programme_id).order_by("pk").first()
    if shop is None:
        return
    try:
        ticking = clock(shop=shop)
        with open_book(
            programme_id=programme_id, member_ids=members, clock=ticking, now=now, currencies=None
        ):
            pass  # opening does it
    except MemberMoved:
        return  # merged meanwhile: the kept member is due in its turn
    except Exception:
        if len(members) == 1:
            log.exception(
                "a member could not be brought up to date", programme=programme_id, member=members[0]
            )
            return
        for member in members:
            _bring_up(programme_id, [member], now)


def notices(*, now: datetime) -> int:
    """Records the notices of points about to end, for every programme; returns how many."""
    return sum(_notices(shop, now) for shop in one_shop_each())


def _notices(shop: Shop, now: datetime) -> int:
    try:
        return record_notices(programme_id=shop.programme_id, clock=clock(shop=shop), now=now)
    except Exception:
        log.exception("notices could not be recorded", programme=shop.programme_id)
        return 0


def prove_all(*, now: datetime) -> int:
    """Proves and seals the books of every programme; returns how many are broken or could not be proven."""
    return sum(not _sound(shop, now) for shop in one_shop_each())


def _sound(shop: Shop, now: datetime) -> bool:
    try:
        run = prove_books(shop=shop, now=now)
    except Exception:
        log.exception("books could not be proven", programme=shop.programme_id)
        return False
    if not run.sound:
        broken = [proof for proof in run.proofs if proof["faults"]]
        log.error("the books are broken", programme=shop.programme_id, run=run.pk, faults=broken)
    return run.sound


def one_shop_each() -> Iterator[Shop]:
    """The oldest shop of every programme."""
    yield from (
        Shop.objects.filter(programme__isnull=False)
        .order_by("programme_id", "pk")
        .distinct("programme_id")
        .iterator()
    )
