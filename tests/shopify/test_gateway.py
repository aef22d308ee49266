"""The GraphQL gateway: waits for the budget, repeats what may pass, and says clearly what does not."""

from datetime import timedelta

import pytest
import stamina
from django.utils import timezone

from loyalty.platforms.shopify import calls, gateway
from loyalty.platforms.shopify.platform import Shopify
from loyalty.shops.models import Shop
from tests.cast import Cast
from tests.shopify.store import Answer, Store

DONE: Answer = (200, {"data": {"shop": {"name": "Tea"}}})


def throttled(asked: float, left: float, rate: float = 100.0) -> Answer:
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": left, "restoreRate": rate}
    return 200, {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": {"requestedQueryCost": asked, "throttleStatus": status}},
    }


@pytest.fixture
def shop(cast: Cast) -> Shop:
    Shop.objects.filter(pk=cast.shop.pk).update(access_expires_at=timezone.now() + timedelta(hours=1))
    return cast.shop


def run(shop: Shop) -> dict[str, object]:
    return Shopify().graphql(shop=shop, document="query($id: ID!) { x }", variables={"id": "1"})


def test_the_document_goes_to_the_pinned_version_as_this_shop(shop: Shop, store: Store) -> None:
    store.graphql = lambda _: DONE
    assert run(shop) == {"shop": {"name": "Tea"}}
    call = store.calls[0]
    assert call.path == "/admin/api/2026-10/graphql.json"
    assert (call.host, call.token) == (shop.domain, shop.access_token)
    assert call.body == {"query": "query($id: ID!) { x }", "variables": {"id": "1"}}


def test_a_spent_budget_is_waited_for_as_long_as_it_takes(shop: Shop, store: Store) -> None:
    said = [DONE, throttled(asked=500, left=470), throttled(asked=500, left=480)]
    store.graphql = lambda _: said.pop()
    stamina.set_testing(False)
    begun = timezone.now()
    assert run(shop) == {"shop": {"name": "Tea"}}
    assert timedelta(seconds=0.5) <= timezone.now() - begun < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("asked", "left", "seconds"), [(500, 300, 2.0), (1000, 0, 10.0), (10, 10, 0.1), (9e9, 0, 20.0)]
)
def test_the_wait_follows_from_cost_and_rate(asked: float, left: float, seconds: float) -> None:
    answer = throttled(asked, left)[1]
    assert isinstance(answer, dict)
    with pytest.raises(gateway.Throttled) as caught:
        gateway._refuse(answer["errors"], answer)
    assert caught.value.wait == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "passing", [(500, {}), (503, b"<html>"), (200, b"garbage"), (200, {"data": None}), (429, {})]
)
def test_what_may_pass_is_asked_again(shop: Shop, store: Store, passing: Answer) -> None:
    said = [DONE, passing, passing]
    store.graphql = lambda _: said.pop()
    assert run(shop) == {"shop": {"name": "Tea"}}


def test_what_does_not_pass_ends_with_a_clear_error(shop: Shop, store: Store) -> None:
    store.graphql = lambda _: (502, b"<html>")
    with pytest.raises(calls.Faulty, match="502"):
        run(shop)
    assert len(store.calls) == gateway.ATTEMPTS


def test_a_refusal_is_not_asked_again(shop: Shop, store: Store) -> None:
    store.graphql = lambda _: (200, {"errors": [{"message": "Field 'x' doesn't exist"}]})
    with pytest.raises(gateway.QueryFailed, match="doesn't exist"):
        run(shop)
    assert len(store.calls) == 1


def test_a_field_withheld_from_us_is_null_and_no_error(shop: Shop, store: Store) -> None:
    denied = [
        {"message": "not approved", "extensions": {"code": "ACCESS_DENIED"}, "path": ["order", "email"]}
    ]
    store.graphql = lambda _: (200, {"data": {"order": {"id": "1", "email": None}}, "errors": denied})
    assert run(shop) == {"order": {"id": "1", "email": None}}
    store.graphql = lambda _: (200, {"data": {"order": None}, "errors": denied})
    with pytest.raises(gateway.QueryFailed, match="not approved"):
        run(shop)


def test_a_store_that_is_not_there_is_unreachable(shop: Shop, store: Store, settings: object) -> None:
    settings.SHOPIFY_ORIGIN = "http://127.0.0.1:9"  # type: ignore[attr-defined]
    with pytest.raises(calls.Unreachable, match="ConnectError"):
        run(shop)
