"""P8: what a shop's people look at, in books of one size and of ten times that size, beside plain sums of entries.

The plain peers answer the same question by GROUP BY over the entries or the lots, as one writes it down first; the
answers must be equal to the point, or the figure is void. CPU time, so that other programs matter less. Figures of the
books are asked for as of tomorrow, after a night: what is posted since the last one costs by itself, however large the
books, and here the first orders and those of P11 are all of today.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from benchmarks import contest
from benchmarks.contest import Taken
from benchmarks.row import Row, middle
from benchmarks.town_looks import days_closed, owner, page
from loyalty.ledger.owed import AGES, Held, Span, owed
from loyalty.ledger.rollforward import roll_forward
from loyalty.members.models import Member
from loyalty.shops.models import Shop

YEARS = timedelta(days=730)
Key = TypeVar("Key")
LASTS, MOST = 0.5, 50  # seconds of looking, and looks, in one repeat


@dataclass(frozen=True)
class Look:
    """CPU time of a look, and of the plain peer where there is one."""

    mine: list[Taken]
    plain: list[Taken]


def looks(shop: Shop, *, repeats: int) -> dict[str, Look]:
    """By name."""
    client, now = owner(shop), timezone.now() + timedelta(days=1)
    days_closed(shop, now)
    members = Member.objects.filter(programme=shop.programme_id).order_by("pk")
    member = members[members.count() // 2].pk
    plain = partial(_months, shop, now - YEARS, now)
    if [
        (one.month, one.issued) for one in roll_forward(shop.programme_id, now - YEARS, now) if one.issued
    ] != plain():
        raise AssertionError("the roll-forward is not what the entries say: the figure is void")
    waiting = partial(owed, shop.programme_id, now)
    found, by_age, by_quarter = waiting(), partial(_by_age, shop, now), partial(_by_quarter, shop)
    if (_open(found.ages), _open(found.quarters)) != (by_age(), by_quarter()):
        raise AssertionError("what is owed is not what lots and entries say: the figure is void")
    seen = {
        # One answer has both, and the ends of points too; it is measured beside the plain way to either.
        "owed, by age": _look(waiting, repeats, by_age),
        "owed, by cohort": _look(waiting, repeats, by_quarter),
        "roll-forward of two years": _look(
            lambda: roll_forward(shop.programme_id, now - YEARS, now), repeats, plain
        ),
        "page of members": _look(lambda: page(client, "/panel/members/"), repeats),
        "a member's timeline": _look(lambda: page(client, f"/panel/members/{member}/"), repeats),
    }
    days_closed(shop, timezone.now())  # nothing is ever posted into a day that is closed
    return seen


def _look(mine: Callable[[], object], repeats: int, plain: Callable[[], object] | None = None) -> Look:
    ways = {"mine": _long_enough(mine)} | ({"plain": _long_enough(plain)} if plain else {})
    found = contest.contest(ways, repeats=repeats)
    return Look(found["mine"], found.get("plain", []))


def _long_enough(look: Callable[[], object]) -> contest.Work:
    """So many looks in a row that the kernel's ticks, by which it counts CPU time, do not matter."""
    began = time.perf_counter()
    look()
    times = min(MOST, 1 + int(LASTS / (time.perf_counter() - began)))

    def work(_: int) -> int:
        for _ in range(times):
            look()
        return times

    return work


def rows(small: dict[str, Look], large: dict[str, Look], few: int, many: int) -> list[Row]:
    """How each look grew, and how much faster than its plain peer it is in the large books."""
    found = []
    for name, look in large.items():
        grown, spread = _cpu_ratio(look.mine, small[name].mine)
        found.append(
            _row(
                look,
                "P8a",
                f"{name}, {many:,} entries : {few:,} entries",
                grown,
                "≤ 1.6",
                grown <= 1.6,
                spread,
            )
        )
        if look.plain:
            times, spread = _cpu_ratio(look.plain, look.mine)
            found.append(
                _row(
                    look,
                    "P8b",
                    f"{name}, {many:,} entries : a plain GROUP BY",
                    times,
                    "≥ 20",
                    times >= 20,
                    spread,
                )
            )
    return found  # fmt: skip


def _row(look: Look, name: str, what: str, ratio: float, goal: str, holds: bool, spread: float) -> Row:
    spent = middle([one.cpu_us for one in look.mine])[0]
    foreign = middle([one.foreign for one in look.mine])[0]
    return Row(name, what, spent / 1000, "ms of CPU", ratio, goal, holds, spread, spent, foreign)


def _cpu_ratio(above: list[Taken], below: list[Taken]) -> tuple[float, float]:
    return middle([a.cpu_us / b.cpu_us if b.cpu_us else 1.0 for a, b in zip(above, below, strict=True)])


def _months(shop: Shop, since: datetime, until: datetime) -> list[tuple[object, int]]:
    """What was issued, month by month."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, [shop.timezone, shop.programme_id, since, until])
        return [(month, -amount) for month, amount in cursor.fetchall()]


def _by_age(shop: Shop, now: datetime) -> dict[Span, int]:
    """What is left in lots."""
    with connection.cursor() as cursor:
        scope: dict[str, Any] = {"programme": shop.programme_id, "zone": shop.timezone, "now": now}
        cursor.execute(AGED, scope)
        return {AGES[number]: points for number, points in cursor.fetchall()}


def _by_quarter(shop: Shop) -> dict[date, int]:
    """What the members' entries come to."""
    with connection.cursor() as cursor:
        cursor.execute(CAME, [shop.timezone, shop.programme_id])
        return dict(cursor.fetchall())


def _open(groups: dict[Key, Held]) -> dict[Key, int]:
    return {key: held.points for key, held in groups.items() if held.points}


AGED = """
SELECT (age > 30)::int + (age > 90)::int + (age > 180)::int + (age > 365)::int, sum(remaining)::bigint FROM (
  SELECT (%(now)s AT TIME ZONE %(zone)s)::date - (earned_at AT TIME ZONE %(zone)s)::date AS age, remaining
  FROM ledger_lot WHERE programme_id = %(programme)s AND currency = 'points' AND remaining > 0
) lots GROUP BY 1
"""
CAME = """
SELECT date_trunc('quarter', m.first_seen_at AT TIME ZONE %s)::date, sum(e.amount)::bigint
FROM ledger_entry e JOIN members_member m ON m.id = e.member_id
WHERE e.programme_id = %s AND e.currency = 'points' GROUP BY 1 HAVING sum(e.amount) <> 0
"""
MONTHS = """
SELECT date_trunc('month', t.posted_at AT TIME ZONE %s)::date, sum(e.amount)::bigint
FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
WHERE e.programme_id = %s AND e.account = 'issued' AND e.currency = 'points' AND t.posted_at >= %s AND t.posted_at <
%s GROUP BY 1 ORDER BY 1
"""
