"""Workers side by side who lack the same products: each may ask, the books do not notice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from loyalty.goods.models import Product
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Award
from loyalty.ledger.verify import sound, verify
from loyalty.orders.models import Order
from tests.goods.listening import Listening
from tests.shopify.town import Town

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "asked", "rules_look_at_goods"),
]
HANDLES = ("hearth-chai", "bamboo-whisk", "taster-box")


def alone(deed: Callable[[], object]) -> object:
    """In a thread with a connection of its own."""
    try:
        return deed()
    finally:
        connection.close()


def test_four_workers_fetch_the_same_products_and_every_order_earns_once(town: Town) -> None:
    shop = town.shop()
    person = town.customer(shop, "loyal@example.com")
    for n in range(12):
        lines = [{"handle": HANDLES[n % 3], "price": "10.00"}, {"handle": HANDLES[0], "price": "10.00"}]
        town.order(shop, lines=lines, customer_id=person)
    town.bring(shop)
    Listening.locked.clear()
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(alone, drain) for _ in range(4)]:
            done.result(60)
    drain()
    assert not Delivery.objects.filter(shop=shop).exclude(state__in=("worked", "ignored")).exists()
    assert Product.objects.filter(shop=shop).count() == len(HANDLES)
    assert Order.objects.filter(shop=shop).count() == 12
    assert set(Award.objects.filter(shop=shop, rule="order").values_list("posted", flat=True)) == {100}
    assert sound(verify(programme_id=shop.programme_id))
    assert Listening.locked, "somebody asked"
    assert not any(Listening.locked), "and nobody held a lock meanwhile"
