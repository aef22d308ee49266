"""Law G4: a store leaves, comes back, or wants to be forgotten; each told by signed webhook."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Transaction
from loyalty.shops.models import Installation, Shop
from tests.inbox.knock import knock
from tests.laws.world import rules
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    made = Store(rules(points=5))
    Shop.objects.filter(pk=made.shop.pk).update(
        access_token="shpat_x", refresh_token="shprt_x", external_id="77"
    )
    made.pay("64.90")
    return made


def tell(store: Store, topic: str, **more: Any) -> Delivery:
    body = {"id": 77, "shop_id": 77, "domain": store.shop.domain, "shop_domain": store.shop.domain} | more
    assert knock(json.dumps(body).encode(), topic=topic, shop=store.shop.domain) == 200
    drain()
    return Delivery.objects.filter(topic=topic).latest("pk")


def test_leaving_drops_the_tokens_keeps_the_books_and_stops_the_earning(store: Store) -> None:
    assert tell(store, "app/uninstalled").state == "worked"
    shop = Shop.objects.get(pk=store.shop.pk)
    assert (shop.access_token, shop.refresh_token) == ("", "")
    assert store.net() == 324
    late = store.order("10.00")
    body = json.dumps(late).encode()
    knock(body, topic="orders/paid", shop=store.shop.domain)
    drain()
    delivery = Delivery.objects.filter(topic="orders/paid").latest("pk")
    assert (delivery.state, delivery.reason) == ("ignored", "The shop had removed the app")
    assert store.net() == 324


def test_coming_back_finds_everything_and_goes_on(store: Store) -> None:
    tell(store, "app/uninstalled")
    Installation.objects.create(shop=store.shop, installed_at=timezone.now(), installed_by="owner")
    store.pay("10.00")
    assert store.net() == 374


def test_a_shop_that_came_back_is_not_forgotten(store: Store) -> None:
    tell(store, "app/uninstalled")
    Installation.objects.create(
        shop=store.shop, installed_at=timezone.now() + timedelta(seconds=1), installed_by="o"
    )
    delivery = tell(store, "shop/redact")
    assert delivery.reason == "the shop has come back, nothing was erased"
    assert store.net() == 324


def test_a_shop_that_stayed_away_leaves_nothing_and_others_lose_nothing(store: Store) -> None:
    other = Store(rules(points=5))
    other.pay("10.00")
    tell(store, "app/uninstalled")
    body = {"shop_id": 77, "shop_domain": store.shop.domain}
    knock(json.dumps(body).encode(), topic="shop/redact", shop=store.shop.domain)
    drain()
    assert not Shop.objects.filter(pk=store.shop.pk).exists()
    assert not Delivery.objects.filter(shop_domain=store.shop.domain).exists()
    assert not Transaction.objects.filter(programme_id=store.programme.pk).exists()
    assert other.net() == 50
    other.check()
