"""The key figures of a shop, from the books."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Sum
from django.utils import timezone

from loyalty.engine.lots import POINTS
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Account, Balance
from loyalty.ledger.per_day import per_day
from loyalty.members.models import Member
from loyalty.orders.models import Order
from loyalty.shops.models import Shop

DAYS = 30


@dataclass(frozen=True, slots=True)
class Day:
    """Points of one day in the shop's time zone; both figures are positive."""

    day: date
    issued: int
    reversed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`issued`, `reversed`, `orders` cover the last 30 days; the rest is as of now."""

    members: int
    joined: int
    outstanding: int
    pending: int
    orders: int
    parked: int
    days: list[Day]

    @property
    def issued(self) -> int:
        return sum(day.issued for day in self.days)

    @property
    def reversed(self) -> int:
        return sum(day.reversed for day in self.days)


def figures(*, shop: Shop, now: datetime) -> Figures:
    """Days are those of the active time zone."""
    since = first_moment(now)
    people = Member.objects.filter(programme=shop.programme_id, kept=None, erased_at=None)
    balance = Balance.objects.filter(programme=shop.programme_id, currency=POINTS).aggregate(
        held=Sum("pending", default=0),
        owed=Sum(F("pending") + F("available") + F("reserved") + F("debt"), default=0),
    )
    return Figures(
        members=people.count(),
        joined=people.exclude(joined_at=None).count(),
        outstanding=balance["owed"],
        pending=balance["held"],
        orders=Order.objects.filter(shop=shop, processed_at__gte=since).count(),
        parked=Delivery.objects.filter(shop=shop, state=Delivery.State.PARKED).count(),
        days=_days(shop=shop, since=since, now=now),
    )


def first_moment(now: datetime) -> datetime:
    """The midnight that begins the last 30 days, today included."""
    today = timezone.localdate(now)
    return timezone.make_aware(datetime.combine(today - timedelta(days=DAYS - 1), time.min))


def _days(*, shop: Shop, since: datetime, now: datetime) -> list[Day]:
    found = per_day(shop=shop, since=since, until=now, zone=timezone.get_current_timezone_name())
    first = timezone.localdate(since)
    return [
        Day(
            day=day,
            issued=found.get((day, Account.ISSUED), 0),
            reversed=found.get((day, Account.REVERSED), 0),
        )
        for day in (first + timedelta(days=n) for n in range(DAYS))
    ]
