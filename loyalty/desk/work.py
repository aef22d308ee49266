"""What happens when: one verb per fact."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.desk.order_told import orders_told
from loyalty.desk.people import customer_told, customers_merged
from loyalty.engine import facts
from loyalty.shops.models import Shop

VERBS: dict[type[facts.Fact], Callable[..., str]] = {
    facts.CustomerTold: customer_told,
    facts.CustomersMerged: customers_merged,
}


@transaction.atomic
def work(*, shop: Shop, told: Sequence[tuple[int, facts.Fact]], now: datetime) -> dict[int, str]:
    """Works the facts of one shop in one transaction, in any order of arrival.

    `told` pairs a caller's number with a fact. Returns a short note per number, in plain words.
    Raises Unreadable when a fact can never be worked; the caller then isolates and parks it.
    """
    orders = [(number, fact) for number, fact in told if isinstance(fact, facts.OrderTold)]
    if orders:
        orders_told(shop=shop, facts=[fact for _, fact in orders], now=now)
    notes = {number: "order heard" for number, _ in orders}
    others: list[tuple[int, Any]] = [(number, fact) for number, fact in told if number not in notes]
    return notes | {number: VERBS[type(fact)](shop=shop, fact=fact, now=now) for number, fact in others}
