"""Orders hear what the store tells, and remember the merge of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.facts import OrderTold
from loyalty.engine.order_state import OrderState, from_json, merge, to_json
from loyalty.orders.models import Order
from loyalty.shops.models import Shop


@dataclass(slots=True)
class Heard:
    """An order's locked row, its merged state, and whether anything new was said."""

    row: Order
    state: OrderState
    news: bool


def hear(*, shop: Shop, told: Mapping[str, Sequence[OrderTold]], now: datetime) -> list[Heard]:
    """Merges what was told, by order id; the rows stay locked until the caller's transaction ends."""
    ids = sorted(told)
    Order.objects.bulk_create(
        [Order(programme_id=shop.programme_id, shop=shop, external_id=one, told_at=now) for one in ids],
        ignore_conflicts=True,
    )
    rows = Order.objects.select_for_update().filter(shop=shop, external_id__in=ids).order_by("external_id")
    heard = [_merge(row, told[row.external_id], now) for row in rows]
    Order.objects.bulk_update(
        [one.row for one in heard if one.news], ["name", "processed_at", "told_at", "state"]
    )
    return heard


def _merge(row: Order, told: Sequence[OrderTold], now: datetime) -> Heard:
    known = from_json(row.state)
    state = known
    for one in told:
        state = merge(state, one)
    if state == known:
        return Heard(row, known, news=False)
    row.state = to_json(state)
    row.told_at = now
    if state.header is not None:
        row.name = state.header.name[:64]
        row.processed_at = state.header.processed_at
    return Heard(row, state, news=True)
