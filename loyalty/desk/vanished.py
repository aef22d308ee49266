"""Orders in our books that a walk through the store's did not meet."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from loyalty.desk.drift import Drift, posted, summary
from loyalty.engine.order_state import OrderState
from loyalty.orders.hear import known
from loyalty.orders.models import Order
from loyalty.shops.models import Shop

EDGE = timedelta(
    days=1
)  # the reach moves while we walk, and an order is made a little before it is processed
SETTLING = timedelta(minutes=10)  # the store's own search lags behind what its webhooks told us
AT_ONCE = 500


def unlisted(
    *, shop: Shop, listed: Collection[str], since: datetime, reach: datetime | None, now: datetime
) -> tuple[list[Drift], int]:
    """The vanished ones, and how many are too old for the store to show.

    An order counts as vanished when its last change that we know of lies in what was walked.
    """
    gone = [order for order in _heard(shop, since, reach, now) if order not in listed]
    drift = [
        one
        for start in range(0, len(gone), AT_ONCE)
        for one in _vanished(shop, gone[start : start + AT_ONCE], since)
    ]
    return drift, _too_old(shop, listed, reach) if reach else 0


def _heard(shop: Shop, since: datetime, reach: datetime | None, now: datetime) -> Iterator[str]:
    """Orders of which we learnt something in the time walked, young enough to be shown."""
    rows = Order.objects.filter(shop=shop, told_at__gte=since, told_at__lt=now - SETTLING)
    if reach:
        rows = rows.filter(processed_at__gte=reach + EDGE)
    return rows.order_by("pk").values_list("external_id", flat=True).iterator(chunk_size=2000)


def _vanished(shop: Shop, ids: list[str], since: datetime) -> Iterator[Drift]:
    held = posted(shop=shop, orders=ids)
    for order, row in known(shop=shop, ids=ids).items():
        if _changed(row.state) < since:
            continue  # told late: the store was not asked for it
        points = sum(held.get(order, {}).values())
        yield Drift(
            kind="vanished",
            order=order,
            name=row.state.header.name if row.state.header else "",
            ours=summary(row.state),
            points_now=points,
            points_should=points,
            why="the store does not list it; it keeps what it has",
        )


def _changed(state: OrderState) -> datetime:
    """The last change we know of; a refund whose order was never told has only its own time."""
    if state.header is not None:
        return state.header.updated_at
    return max(refund.at for refund in state.refunds)


def _too_old(shop: Shop, listed: Collection[str], reach: datetime) -> int:
    """Orders made before the reach, or of unknown age, that the store did not show all the same."""
    rows = Order.objects.filter(Q(processed_at__lt=reach + EDGE) | Q(processed_at=None), shop=shop)
    ids = rows.values_list("external_id", flat=True).iterator(chunk_size=2000)
    return sum(order not in listed for order in ids)
