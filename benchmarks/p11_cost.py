"""P11: what a thousand orders cost, in CPU seconds and in bytes on disk, in a shop and in one ten times as large.

From the stored webhook to the balance, Python's CPU and PostgreSQL's together; bytes are what all tables and
indexes grew, the webhooks' own bodies left out, for they are thrown away again. The orders are those of newcomers who
come back as often as the shop's members did, in both sizes of the shop: what a member's own past costs is left out.
"""

from dataclasses import dataclass

from django.db import connection

from benchmarks import contest, world
from benchmarks.row import Row, middle
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Shop

EACH = 5  # orders of a customer
OTHERS = 1_000_000  # customers who are the shop's already
THOUSAND = 1000
_sold = 0


@dataclass(frozen=True)
class Cost:
    """Of a thousand orders, by repeat."""

    cpu: list[float]
    size: list[float]


def cost(shop: Shop, *, orders: int, repeats: int) -> Cost:
    """Works so many orders, again and again."""
    found = Cost([], [])
    for repeat in range(repeats + 1):
        before = _size()
        spent = _work(shop, orders)
        if repeat:
            found.cpu.append(spent * THOUSAND / orders)
            found.size.append((_size() - before) * THOUSAND / orders)
    return found


def rows(small: Cost, large: Cost, *, entries: int) -> list[Row]:
    """How much more an order costs where everything is ten times as much."""
    cpu, cpu_spread = middle(large.cpu)
    size, size_spread = middle(large.size)
    dearer, larger = cpu / middle(small.cpu)[0], size / middle(small.size)[0]
    where = f"a shop with {entries:,} entries : with a tenth"
    return [
        Row("P11a", f"CPU seconds of 1,000 orders, {where}", cpu, "s", dearer, "≤ 1.1", dearer <= 1.1, cpu_spread,
            cpu * 1000),
        Row("P11b", f"kB on disk of 1,000 orders, {where}", size / 1000, "kB", larger, "≤ 1.1", larger <= 1.1,
            size_spread),
    ]  # fmt: skip


def _work(shop: Shop, orders: int) -> float:
    """CPU seconds."""
    global _sold  # noqa: PLW0603 - no order is told twice
    world.store(
        shop, first=500_000_000 + _sold, count=orders, customers=orders // EACH, after=OTHERS + _sold // EACH
    )
    _sold += orders
    clock = contest.Clock(contest.ours())
    drain(seconds=600)
    done = clock.stop(orders)
    if Delivery.objects.filter(shop=shop).exclude(state=Delivery.State.WORKED).exists():
        raise AssertionError("some orders were not worked: the figure is void")
    Delivery.objects.filter(shop=shop).delete()
    return done.cpu


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        return int(cursor.fetchone()[0])


SIZE = """
SELECT sum(pg_total_relation_size(oid)) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'inbox%'
"""
