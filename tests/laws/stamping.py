"""A second currency told to the books beside points: a stamp for every ten of goods that are kept."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.desk.clocks import clock
from loyalty.engine.basis import goods_kept
from loyalty.engine.calendar import plus_days
from loyalty.engine.earning import Decision
from loyalty.engine.told import latest_news
from loyalty.ledger.settle import Target, settle
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.shops.models import Shop
from tests.laws.paper import Rules

STAMPS = "stamps"
WORTH = 1000  # minor units of goods per stamp


def stamp(shop: Shop, orders: Iterable[str], rules: Rules, now: datetime) -> None:
    """Settles the stamps of these orders, in one batch."""
    rows = Order.objects.filter(shop=shop, external_id__in=list(orders)).exclude(processed_at=None)
    targets = [_target(row, shop, rules) for row in rows.order_by("processed_at", "external_id")]
    settle(shop=shop, targets=targets, actor="shop", clock=clock(shop=shop), now=now)


def _target(row: Order, shop: Shop, rules: Rules) -> Target:
    state = state_of(row)
    if state.header is None:
        raise ValueError("only whole orders are stamped")
    at, stamps = state.header.processed_at, goods_kept(state) // WORTH
    live = clock(shop=shop).for_currency(STAMPS)
    decision = Decision(
        rule=STAMPS,
        outcome="awarded" if stamps else "zero",
        points=stamps,
        because={"code": "order", "order": state.header.name, "points": stamps},
        effective_at=at,
        available_at=plus_days(at, rules.hold_days, shop.timezone),
        as_of=latest_news(state, state.header),
        expires_at=live.lot_ends(at),
        currency=STAMPS,
    )
    return Target(
        source=f"order:{row.external_id}", member_id=row.member_id, version=1, decision=decision,
        policy=rules.policy, kind="award",
    )  # fmt: skip
