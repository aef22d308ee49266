"""Access tokens: fresh when asked for, refreshed once, and given up with dignity."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from loyalty.platforms.shopify import calls, gateway, tokens
from loyalty.shops.models import Shop
from tests.cast import Cast
from tests.inbox.knock import knock
from tests.shopify import store as stores
from tests.shopify.store import Answer, Json, Store


def ending(shop: Shop, at: datetime) -> None:
    Shop.objects.filter(pk=shop.pk).update(
        access_expires_at=at, access_token="shpat_old", refresh_token="shprt_old"
    )


def test_a_token_with_time_left_is_used_as_it_is(cast: Cast, store: Store) -> None:
    now = timezone.now()
    ending(cast.shop, now + timedelta(minutes=6))
    assert tokens.access_token(shop=cast.shop, now=now) == "shpat_old"
    assert store.calls == []


def test_a_token_about_to_end_is_refreshed_and_both_are_kept(cast: Cast, store: Store) -> None:
    now = timezone.now()
    ending(cast.shop, now + timedelta(minutes=5))
    assert tokens.access_token(shop=cast.shop, now=now) == "shpat_1"
    kept = Shop.objects.get(pk=cast.shop.pk)
    assert (kept.access_token, kept.refresh_token) == ("shpat_1", "shprt_1")
    assert kept.access_expires_at == now + timedelta(hours=1)
    assert kept.refresh_expires_at == now + timedelta(days=90)
    assert store.calls[0].body["refresh_token"] == "shprt_old"


def test_a_token_without_an_end_is_never_refreshed(cast: Cast, store: Store) -> None:
    Shop.objects.filter(pk=cast.shop.pk).update(access_token="shpat_forever", access_expires_at=None)
    assert tokens.access_token(shop=cast.shop, now=timezone.now()) == "shpat_forever"


def test_invalid_grant_locks_out_and_is_not_asked_again(cast: Cast, store: Store) -> None:
    now = timezone.now()
    ending(cast.shop, now)
    store.token = lambda _: (400, {"error": "invalid_grant"})
    for _ in range(3):
        with pytest.raises(tokens.LockedOut, match="open the app"):
            tokens.access_token(shop=cast.shop, now=now)
    assert len(store.calls) == 1
    assert Shop.objects.get(pk=cast.shop.pk).locked_out_at == now


def test_wrong_credentials_of_ours_lock_nobody_out(cast: Cast, store: Store) -> None:
    ending(cast.shop, timezone.now())
    store.token = lambda _: (401, {"error": "invalid_client"})
    with pytest.raises(calls.CallFailed):
        tokens.access_token(shop=cast.shop, now=timezone.now())
    assert Shop.objects.get(pk=cast.shop.pk).locked_out_at is None


def test_a_store_that_stumbles_is_asked_again(cast: Cast, store: Store) -> None:
    ending(cast.shop, timezone.now())
    said: list[Answer] = [(200, stores.tokens(7)), (200, b"<html>"), (503, {})]
    store.token = lambda _: said.pop()
    assert tokens.access_token(shop=cast.shop, now=timezone.now()) == "shpat_7"


@pytest.mark.django_db(transaction=True)
def test_twelve_workers_at_once_refresh_exactly_once(store: Store) -> None:
    shop = Cast().shop
    now = timezone.now()
    ending(shop, now)

    def slow(_: Json) -> Answer:
        time.sleep(0.2)
        return 200, stores.tokens(len(store.calls))

    store.token = slow
    got: list[str] = []

    def work() -> None:
        got.append(tokens.access_token(shop=shop, now=now))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert got == ["shpat_1"] * 12
    assert len(store.calls) == 1


@pytest.mark.django_db(transaction=True)
def test_a_webhook_is_stored_while_its_shop_refreshes(store: Store) -> None:
    shop = Cast().shop
    now = timezone.now()
    ending(shop, now)
    stored: list[int] = []

    def meanwhile(_: Json) -> Answer:
        stored.append(knock(b"{}", shop=shop.domain))
        connection.close()
        return 200, stores.tokens()

    store.token = meanwhile
    assert tokens.access_token(shop=shop, now=now) == "shpat_1"
    assert stored == [200]


def test_a_401_refreshes_once_and_repeats(cast: Cast, store: Store) -> None:
    said: list[Answer] = [(200, {"data": {"ok": True}}), (401, {"errors": "Unauthorized"})]
    store.graphql = lambda _: said.pop()
    assert gateway.run(shop=fresh(cast), document="{ ok }", variables={}) == {"ok": True}
    assert [call.token for call in store.asked_for("graphql.json")] == ["shpat_0", "shpat_1"]


def test_a_401_to_a_fresh_token_locks_out(cast: Cast, store: Store) -> None:
    store.graphql = lambda _: (401, {})
    with pytest.raises(tokens.LockedOut):
        gateway.run(shop=fresh(cast), document="{ ok }", variables={})
    assert len(store.asked_for("graphql.json")) == 2
    assert Shop.objects.get(pk=cast.shop.pk).locked_out_at is not None


def fresh(cast: Cast) -> Shop:
    Shop.objects.filter(pk=cast.shop.pk).update(
        access_token="shpat_0", refresh_token="shprt_0", access_expires_at=timezone.now() + timedelta(hours=1)
    )
    return cast.shop
