"""Which errand a worker takes next: one at a time per shop, for as long as a lease lasts.

A call may wait for seconds, so no transaction stays open meanwhile. A worker that dies leaves its lease to run out;
the errand is then carried again, which every kind must bear.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from loyalty.outbox.models import Errand
from loyalty.shops.models import Shop

NAMESPACE = 0x1B0D  # of the advisory lock "somebody takes an errand of this shop"
LEASE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Leased:
    """An errand in this worker's hands, by the wish that was read."""

    id: int
    wish: int
    kind: str
    wanted: dict[str, Any]
    attempts: int


def shops_with_errands(*, now: datetime) -> list[Shop]:
    """Shops with something due, where the app is installed now; what the others want waits until they return."""
    due = Errand.objects.filter(state=Errand.State.WAITING, due_at__lte=now).values("shop_id")
    return list(
        Shop.objects.filter(
            pk__in=due, installations__uninstalled_at=None, installations__isnull=False
        ).distinct()
    )


@transaction.atomic
def lease(*, shop: Shop, now: datetime) -> Leased | None:
    """The longest due one; None when there is none, or the shop's errand runner is out already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [NAMESPACE, shop.pk % 2**31])
        if not cursor.fetchone()[0]:
            return None
    if Errand.objects.filter(shop=shop, leased_until__gt=now).exists():
        return None
    due = Errand.objects.filter(shop=shop, state=Errand.State.WAITING, due_at__lte=now)
    row = due.order_by("due_at", "pk").first()
    if row is None:
        return None
    Errand.objects.filter(pk=row.pk).update(leased_until=now + LEASE)
    return Leased(row.pk, row.wish, row.kind, row.wanted, row.attempts)


def done(leased: Leased, *, now: datetime) -> None:
    """Closes the errand, unless something else is wanted by now; that waits for its own turn."""
    _close(leased, state=Errand.State.DONE, attempts=leased.attempts + 1, done_at=now, last_error="")


def put_off(leased: Leased, *, until: datetime, why: str) -> None:
    _close(leased, attempts=leased.attempts + 1, due_at=until, last_error=why)


def bury(leased: Leased, *, why: str, now: datetime) -> None:
    """It waits for a person."""
    _close(leased, state=Errand.State.DEAD, attempts=leased.attempts + 1, done_at=now, last_error=why)


def _close(leased: Leased, **fields: object) -> None:
    row = Errand.objects.filter(pk=leased.id)
    if not row.filter(wish=leased.wish).update(leased_until=None, **fields):
        row.update(leased_until=None)
