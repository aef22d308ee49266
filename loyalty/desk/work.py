"""What happens when: one verb per fact."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from loyalty.desk import consenting, people, privacy, products, store
from loyalty.desk.order_told import orders_told
from loyalty.engine import facts
from loyalty.engine.turns import in_turn
from loyalty.shops.models import Shop

VERBS: dict[type[facts.Fact], Callable[..., str]] = {
    facts.CustomerTold: people.customer_told,
    facts.MarketingTold: consenting.marketing_told,
    facts.CustomersMerged: people.customers_merged,
    facts.Referred: people.referred,
    facts.CustomerDeleted: privacy.customer_deleted,
    facts.DataRequested: privacy.data_requested,
    facts.CustomerRedacted: privacy.customer_redacted,
    facts.ProductTold: products.product_told,
    facts.ProductGone: products.product_gone,
    facts.CollectionTold: products.collection_told,
    facts.ScopesChanged: store.scopes_changed,
    facts.ShopTold: store.shop_told,
    facts.Uninstalled: store.uninstalled,
    facts.ShopRedacted: store.shop_redacted,
}


@transaction.atomic
def work(*, shop: Shop, told: Sequence[tuple[int, facts.Fact]], now: datetime) -> dict[int, str]:
    """Works the facts of one shop in one transaction, in any order of arrival.

    `told` pairs a caller's number with a fact. Returns a short note per number, in plain words.
    Raises Unreadable when a fact can never be worked; the caller then isolates and parks it.
    """
    orders, others = in_turn(told)
    if orders:
        orders_told(shop=shop, facts=[fact for _, fact in orders], now=now)
    notes = {number: "order heard" for number, _ in orders}
    return notes | {number: VERBS[type(fact)](shop=shop, fact=fact, now=now) for number, fact in others}
