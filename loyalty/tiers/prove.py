"""Kept standings proven: each is what the ladder makes of the member's orders, read anew (law X5)."""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from loyalty.engine.tier_standing import Qualifying
from loyalty.shops.models import Shop
from loyalty.tiers.ground import Ground, ground
from loyalty.tiers.history import history
from loyalty.tiers.models import Review, Standing
from loyalty.tiers.stand import Judged, warnings_read

BATCH = 200


@dataclass(slots=True)
class Standings:
    """How many were counted anew, and the first faults (none when all hold)."""

    checked: int = 0
    faults: list[str] = field(default_factory=list)


def recount(*, shop: Shop, now: datetime, first: int = 10, seconds: float = float("inf")) -> Standings:
    """Reads only, in small steps until the time is up. Who is about to be judged anyway is left out."""
    told, end = Standings(), time.monotonic() + seconds
    on = ground(shop=shop, at=now)
    if on is None or Review.objects.filter(pk=shop.programme_id, done_at=None).exists():
        return told
    for ids in _batches(on, now):
        with transaction.atomic():
            rows = _settled(on, now).filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
            told.faults += _faults(on, list(rows), now)
        told.checked += len(ids)
        if len(told.faults) >= first or time.monotonic() >= end:
            break
    del told.faults[first:]
    return told


def _settled(on: Ground, now: datetime) -> QuerySet[Standing]:
    """Those whom nothing but a mistake would move: judged by the rules that are live, and not due."""
    rows = Standing.objects.filter(programme_id=on.shop.programme_id, version=on.version, waits=False)
    unmoved = Q(since=None) | Q(since__lte=now)  # who moves while this runs is looked at the next time
    return rows.filter(unmoved, Q(review_at=None) | Q(review_at__gt=now))


def _batches(on: Ground, now: datetime) -> Iterator[list[int]]:
    last = 0
    while ids := list(
        _settled(on, now).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield ids
        last = ids[-1]


def _faults(on: Ground, rows: list[Standing], now: datetime) -> Iterator[str]:
    """The rows are locked: whoever hears an order writes what it counts first, and waits for them then."""
    ids = [row.pk for row in rows]
    counts: dict[int, list[Qualifying]] = defaultdict(list)
    for one in history(shop=on.shop, member_ids=ids, versions=on.versions):
        if one.counts.tiers is not None:
            counts[one.member_id].append(one.counts.tiers)
    read = warnings_read(ids)
    for row in rows:
        found = Judged(on, row, on.told(counts[row.pk], now), read.get(row.pk, {}), now).followed
        if (found.level, found.since) != (row.level, row.since):
            stands, say = f"{row.level} since {row.since}", f"{found.level} since {found.since}"
            yield f"member {row.pk} stands on {stands}; the orders say {say}"
