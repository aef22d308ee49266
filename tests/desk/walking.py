"""Walking a pretend store, and reading what was found."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from loyalty.desk.drift import Drift
from loyalty.desk.reconciling import Reread, reread
from loyalty.ledger.models import Award
from loyalty.shops.models import Shop
from tests.shopify.bodies import Json


def walk(shop: Shop, *, repair: bool = False, now: datetime | None = None, **more: Any) -> Reread:
    return reread(shop=shop, repair=repair, now=now or datetime.now(UTC), **more)


def kinds(said: Reread) -> dict[str, int]:
    return {kind: count for kind, count in said.counts.items() if count}


def points(one: Drift) -> tuple[int, int]:
    return one.points_now, one.points_should


def forget_award(shop: Shop, order: Json) -> None:
    """As after a restored backup that is a little older than the orders: the state is there, its points are not."""
    award = Award.objects.get(shop=shop, source=f"order:{order['id']}")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("ledger_lotmove", "ledger_entry", "ledger_lot"):
            cursor.execute(
                f"DELETE FROM {table} WHERE transaction_id IN (SELECT id FROM ledger_transaction WHERE award_id = %s)",
                [award.pk],
            )
        cursor.execute("DELETE FROM ledger_transaction WHERE award_id = %s", [award.pk])
        cursor.execute("DELETE FROM ledger_award WHERE id = %s", [award.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
