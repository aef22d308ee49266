"""A shop that grows tenfold: what is looked at in it (P8, P10) and what an order costs (P11), before and after.

ENTRIES (100,000) is what the shop's books have in the end; 10,000,000 is what the goal of P8 is meant for, and
takes a quarter of an hour where nothing else runs, and some 30 GB. The shop's own orders went through the inbox,
their copies were made inside PostgreSQL; see town_build.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass, field

from benchmarks import p8_reports, p10_pages, p11_cost, town_build, world
from benchmarks.row import Row
from loyalty.ledger.models import Entry
from loyalty.shops.models import Shop

TIMES = 10


@dataclass
class Size:
    """What was found while the shop had so many entries."""

    entries: int
    reports: dict[str, p8_reports.Look] = field(default_factory=dict)
    cost: p11_cost.Cost | None = None


def measure(wanted: Collection[str], *, quick: bool) -> list[Row]:
    """P8, P10 and P11, those of them that are wanted."""
    shop = world.shop("town")
    quarter = 20 if quick else town_build.MEMBERS
    town_build.quarter(shop, members=quarter)
    entries = Entry.objects.filter(programme=shop.programme_id)
    wished = int(os.environ.get("ENTRIES") or (0 if quick else 100_000))
    first = max(1, wished // TIMES // entries.count())
    town_build.grow(programme_id=shop.programme_id, since=1, until=first, shops=1)
    small = _look(shop, wanted, quick=quick)
    lived = entries.filter(pk__lt=town_build.STRIDE).count()  # the first quarter, and what was sold since
    more = (TIMES - 1) * small.entries // lived
    town_build.grow(programme_id=shop.programme_id, since=first, until=first + more, shops=1)
    large = _look(shop, wanted, quick=quick)
    rows: list[Row] = []
    if "P8" in wanted:
        rows += p8_reports.rows(small.reports, large.reports, small.entries, large.entries)
    if "P10" in wanted:
        rows += p10_pages.measure(shop, entries=large.entries, quick=quick)
    if small.cost and large.cost:
        rows += p11_cost.rows(small.cost, large.cost, entries=large.entries)
    return rows


def _look(shop: Shop, wanted: Collection[str], *, quick: bool) -> Size:
    cost = (
        p11_cost.cost(shop, orders=100 if quick else 1000, repeats=1 if quick else 3)
        if "P11" in wanted
        else None
    )
    size = Size(Entry.objects.filter(programme=shop.programme_id).count(), cost=cost)
    if "P8" in wanted:
        size.reports = p8_reports.looks(shop, repeats=1 if quick else 5)
    return size
