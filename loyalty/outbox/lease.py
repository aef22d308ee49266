"""Errands are taken, carried and closed. No transaction is open while a store is asked.

A worker that dies leaves its lease to run out; the errand is then carried again, which every kind must bear.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from loyalty.outbox.models import Errand
from loyalty.shops.models import Shop

LEASE = timedelta(seconds=45)  # of a worker that lives: longer, for its pulse goes on
BEAT = 10.0
SIDE_BY_SIDE = 4  # of one store, over all workers; a race for the last place may make it one more

log = structlog.get_logger(__name__)


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
    rows = Errand.objects.filter(state=Errand.State.WAITING, due_at__lte=now).values("shop_id")
    return list(
        Shop.objects.filter(
            pk__in=rows, installations__uninstalled_at=None, installations__isnull=False
        ).distinct()
    )


def due(*, shop: Shop, now: datetime, most: int) -> int:
    """How many can be taken, as far as `most`."""
    return _free(shop, now)[:most].count()


@transaction.atomic
def lease(*, shop: Shop, now: datetime) -> Leased | None:
    """The longest due one; None when there is none, or enough of the shop's are on their way."""
    if Errand.objects.filter(shop=shop, leased_until__gt=now).count() >= SIDE_BY_SIDE:
        return None
    row = _free(shop, now).select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if row is None:
        return None
    Errand.objects.filter(pk=row.pk).update(leased_until=now + LEASE)
    return Leased(row.pk, row.wish, row.kind, row.wanted, row.attempts)


def _free(shop: Shop, now: datetime) -> QuerySet[Errand]:
    rows = Errand.objects.filter(shop=shop, state=Errand.State.WAITING, due_at__lte=now)
    return rows.filter(Q(leased_until=None) | Q(leased_until__lte=now))


def done(leased: Leased, *, now: datetime) -> None:
    """Closes the errand, unless something else is wanted by now; that waits for its own turn."""
    _close(leased, state=Errand.State.DONE, attempts=leased.attempts + 1, done_at=now, last_error="")


def put_off(leased: Leased, *, until: datetime, why: str, counts: bool = True) -> None:
    """`counts`: as one of the attempts after which it is given up."""
    _close(leased, attempts=leased.attempts + counts, due_at=until, last_error=why)


def bury(leased: Leased, *, why: str, now: datetime) -> None:
    """It waits for a person."""
    _close(leased, state=Errand.State.DEAD, attempts=leased.attempts + 1, done_at=now, last_error=why)


def _close(leased: Leased, **fields: object) -> None:
    row = Errand.objects.filter(pk=leased.id)
    if not row.filter(wish=leased.wish).update(leased_until=None, **fields):
        row.update(leased_until=None)


class Pulse:
    """While it is entered, a thread of its own lengthens the leases of the errands that this worker carries."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.carried: set[int] = set()
        self.thread = threading.Thread(target=self._beat, name="outbox-pulse", daemon=True)

    def __enter__(self) -> "Pulse":
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.thread.join()

    @contextmanager
    def of(self, leased: Leased) -> Iterator[None]:
        self.carried.add(leased.id)
        try:
            yield
        finally:
            self.carried.discard(leased.id)

    def _beat(self) -> None:
        while not self.over.wait(BEAT):
            try:
                self._lengthen()
            except Exception as error:  # noqa: BLE001 - a lease that ran out is carried again
                log.warning("leases of errands could not be lengthened", error=type(error).__name__)
                connection.close()
        connection.close()

    def _lengthen(self) -> None:
        """By as much as passed: the leases were counted by the drain's own clock."""
        held = Errand.objects.filter(pk__in=list(self.carried), leased_until__isnull=False)
        held.update(leased_until=F("leased_until") + timedelta(seconds=BEAT))
