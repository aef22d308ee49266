"""All rows, in the order in which they are measured."""

import sys
import time
from collections.abc import Callable, Collection
from functools import partial

from django.db import connection

from benchmarks import (
    grown,
    p1_door,
    p2_credit,
    p3_posting,
    p4_widget,
    p5_rules,
    p6_replay,
    p7_widget,
    p9_redeem,
    p12_start,
    world,
)
from benchmarks.row import Row
from loyalty.shops.models import Shop

Measured = list[Row]
ROWS: dict[str, Callable[[Shop, bool], Measured]] = {
    "P1": lambda _, quick: p1_door.measure(quick=quick),
    "P2": lambda shop, quick: p2_credit.measure(shop, quick=quick),
    "P3": lambda _, quick: p3_posting.measure(quick=quick),
    "P4": lambda _, quick: p4_widget.measure(quick=quick),
    "P5": lambda _, quick: p5_rules.measure(quick=quick),
    "P6": lambda _, quick: p6_replay.measure(quick=quick),
    "P7": lambda _, quick: p7_widget.measure(quick=quick),
    "P9": lambda _, quick: p9_redeem.measure(quick=quick),
    "P12": lambda _, quick: [] if quick else p12_start.measure(),
}


GROWN = {"P8", "P10", "P11"}  # measured together, in a shop that grows


def measure(asked: Collection[str], *, quick: bool, keep: Callable[[Measured], object]) -> Measured:
    """Those that are asked for, or all, kept as they come. Raises KeyError for a row that is none."""
    unknown = set(asked) - set(ROWS) - GROWN
    if unknown:
        raise KeyError(f"no such rows: {', '.join(sorted(unknown))}")
    shop, found = world.build(), Measured()
    grown_ones = GROWN & set(asked) if asked else GROWN
    plan = {name: partial(row, shop, quick) for name, row in ROWS.items() if not asked or name in asked}
    if grown_ones:
        plan["P8, P10, P11"] = partial(grown.measure, grown_ones, quick=quick)
    for name, row in plan.items():
        began = time.monotonic()
        _known_to_the_planner()
        made = row()
        keep(made)
        found += made
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return found


def _known_to_the_planner() -> None:
    """Tables that filled a minute ago are planned for as if nothing were known of them; a shop's are not that young.

    Empty ones are left out: plans made for nothing would be kept while they fill.
    """
    with connection.cursor() as cursor:
        cursor.execute(FILLED)
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {table}")


FILLED = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 1000000
"""
