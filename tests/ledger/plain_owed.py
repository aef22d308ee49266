"""What is owed, added up lot by lot and purse by purse: slow, and easy to see through."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from loyalty.ledger import still_open
from loyalty.ledger.closed import ClosedUntil
from loyalty.ledger.models import Balance, Lot, Transaction
from loyalty.ledger.owed import Held, Owed, owed
from loyalty.shops.models import Shop


def plain_owed(shop: Shop, now: datetime, currency: str) -> Owed:
    """The same as loyalty.ledger.owed says."""
    zone = ZoneInfo(shop.timezone)
    today = now.astimezone(zone).date()
    found = Owed(today)
    for lot in Lot.objects.filter(programme=shop.programme, currency=currency, remaining__gt=0):
        age = (today - lot.earned_at.astimezone(zone).date()).days
        span = next(one for one in found.ages if _within(one, age))
        found.ages[span].add(lot.account, lot.remaining)
        end = lot.expires_at and (lot.expires_at - timedelta.resolution).astimezone(zone).date()
        left = (end - today).days if end else None
        ends = next(one for one in found.ends if _within(one, left))
        found.ends[ends].add(lot.account, lot.remaining)
    for purse in Balance.objects.filter(programme=shop.programme, currency=currency).select_related("member"):
        came = purse.member.first_seen_at.astimezone(zone).date()
        quarter = came.replace(month=(came.month - 1) // 3 * 3 + 1, day=1)
        held = found.quarters.setdefault(quarter, Held())
        for account in ("available", "pending", "reserved", "debt"):
            held.add(account, getattr(purse, account))
        if held == Held():
            del found.quarters[quarter]
    return found


def agrees_however_it_is_kept(shop: Shop, now: datetime, *currencies: str) -> None:
    """Asked of the entries alone, and with all that was posted before one moment, then another, kept as sums."""
    told = {currency: plain_owed(shop, now, currency) for currency in currencies}
    posted = list(
        Transaction.objects.filter(programme=shop.programme)
        .order_by("pk")
        .values_list("posted_at", flat=True)
    )
    cuts = [posted[len(posted) // 3], posted[len(posted) * 2 // 3]] if posted else []
    assert {currency: owed(shop.programme_id, now, currency) for currency in currencies} == told
    closed, since = ClosedUntil(programme=shop.programme, zone=shop.timezone), None
    for cut in cuts:
        closed.until = cut
        closed.save()
        still_open.keep(closed, since=since, until=cut)
        assert {currency: owed(shop.programme_id, now, currency) for currency in currencies} == told
        assert faults(shop) == []
        since = cut
    if cuts:
        closed.delete()


def faults(shop: Shop) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(still_open.PROVEN, {"programme": shop.programme_id})
        return cursor.fetchall()


def _within(span: tuple[int | None, int | None] | None, days: int | None) -> bool:
    if span is None or days is None:
        return span is None and days is None
    least, most = span
    return (least is None or least <= days) and (most is None or days <= most)
