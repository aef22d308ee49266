"""A re-read repairs while workers drain what the same store tells: the books are as if each had been alone."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest
from django.conf import LazySettings
from django.db import connection

from loyalty.desk.reconciling import reread
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Award
from loyalty.ledger.verify import sound, verify
from loyalty.orders.models import Order
from tests.shopify.conftest import address as address
from tests.shopify.town import Town

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = 40


@pytest.fixture
def town(address: str, settings: LazySettings, transactional_db: None) -> Iterator[Town]:
    settings.SHOPIFY_ORIGIN = address
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield Town(client)


def alone(deed: Callable[[], object]) -> object:
    """In a thread with a connection of its own."""
    try:
        return deed()
    finally:
        connection.close()


def test_two_rereads_and_two_drains_at_once_give_every_order_its_points_once(town: Town) -> None:
    shop = town.shop()
    people = [town.customer(shop, f"p{n}@example.com") for n in range(4)]
    town.chaos(shop, drop_percent=40, seed=9)
    for n in range(ORDERS):
        made = town.order(shop, customer_id=people[n % 4])
        if n % 3 == 0:
            town.deed(shop, made, "refund", {"lines": {"0": 1}})
    town.bring(shop)

    def walk() -> object:
        return reread(shop=shop, repair=True, now=datetime.now(UTC))

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(alone, deed) for deed in (walk, drain, walk, drain)]:
            done.result(120)
    drain()
    assert not Delivery.objects.filter(shop=shop).exclude(state__in=("worked", "ignored")).exists()
    assert Order.objects.filter(shop=shop).count() == ORDERS
    whole, halved = ORDERS - (ORDERS + 2) // 3, (ORDERS + 2) // 3
    posted = sorted(Award.objects.filter(shop=shop, rule="order").values_list("posted", flat=True))
    assert posted == [50] * halved + [100] * whole
    assert sound(verify(programme_id=shop.programme_id))
    assert reread(shop=shop, repair=True, now=datetime.now(UTC)).drift == []
