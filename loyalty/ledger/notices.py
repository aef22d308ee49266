"""Notices of points about to end: recorded once each, and what was sent is written down (law X6)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from loyalty.engine.expiry import Clock
from loyalty.engine.lots import POINTS
from loyalty.engine.notices import Due, notice_due
from loyalty.ledger.glance import glance
from loyalty.ledger.models import Balance, ExpiryNotice, Lot

BATCH = 500


def record_notices(*, programme_id: int, clock: Clock, now: datetime) -> int:
    """Records what is due for every member of a programme, in batches; returns how many are new."""
    return sum(
        _of_currency(programme_id, currency, clock, now) for currency in (POINTS, *sorted(clock.others))
    )


def _of_currency(programme_id: int, currency: str, clock: Clock, now: datetime) -> int:
    expiry = clock.for_currency(currency).expiry(now)
    if expiry is None or not expiry.notice_days:
        return 0
    horizon = now + timedelta(days=max(expiry.notice_days))
    batches = _ending(programme_id, currency, horizon)
    return sum(_record(programme_id, currency, members, clock, now) for members in batches)


def _record(programme_id: int, currency: str, members: Sequence[int], clock: Clock, now: datetime) -> int:
    told: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    rows = ExpiryNotice.objects.filter(programme_id=programme_id, currency=currency, member_id__in=members)
    for member, days, up_to in rows.values_list("member_id", "days", "up_to"):
        told[member].append((days, up_to))
    purses = glance(programme_id=programme_id, member_ids=members, clock=clock, now=now, currency=currency)
    ticking = clock.for_currency(currency)
    due = {
        member: notice_due(purse, told=told[member], clock=ticking, now=now)
        for member, purse in purses.items()
    }
    fresh = [_row(programme_id, currency, member, one, now) for member, one in due.items() if one]
    ExpiryNotice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _row(programme_id: int, currency: str, member_id: int, due: Due, now: datetime) -> ExpiryNotice:
    return ExpiryNotice(
        programme_id=programme_id,
        member_id=member_id,
        currency=currency,
        days=due.days,
        up_to=due.up_to,
        ends_at=due.at,
        points=due.points,
        recorded_at=now,
    )


def _ending(programme_id: int, currency: str, horizon: datetime) -> Iterator[list[int]]:
    """Members with something that is planned to end by the horizon, in batches by id."""
    after = 0
    of = Q(programme_id=programme_id, currency=currency)
    lots = Lot.objects.filter(of, account="available", remaining__gt=0, expires_at__lte=horizon)
    idle = Balance.objects.filter(of, available__gt=0, keeps_until__lte=horizon)
    while True:
        later = Q(member_id__gt=after)
        ids = lots.filter(later).values("member_id").union(idle.filter(later).values("member_id"))
        batch = [row["member_id"] for row in ids.order_by("member_id")[:BATCH]]
        if not batch:
            return
        yield batch
        after = batch[-1]


def sent(*, member_id: int, channel: str, now: datetime, currency: str | None = None) -> int:
    """Writes down that the member was told of everything that waits; returns how many notices that settles.

    `currency` None: of all currencies.
    """
    waiting = ExpiryNotice.objects.filter(member_id=member_id, sent_at=None)
    waiting = waiting if currency is None else waiting.filter(currency=currency)
    return waiting.update(sent_at=now, channel=channel)
