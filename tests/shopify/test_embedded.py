"""The app's home inside the store's admin."""

import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from loyalty.shops.models import Installation, Shop, Staff
from tests.cast import Cast
from tests.shopify import signing
from tests.shopify.store import Store, particulars, tokens

TEA = "tea.myshopify.com"
pytestmark = pytest.mark.django_db


def home(client: Client, token: str = "", **query: str) -> Any:
    given = {"shop": TEA, "host": "aG9zdA", "embedded": "1", **query}
    return client.get("/shopify/app", given | ({"id_token": token} if token else {}))


def directives(response: Any) -> dict[str, str]:
    policy = response["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def test_the_first_visit_installs_what_the_store_installed_by_itself(client: Client, store: Store) -> None:
    token = signing.session_token(TEA)
    response = home(client, token)
    assert response.status_code == 200
    exchange = store.asked_for("/access_token")[0].body
    assert exchange["subject_token"] == token
    assert exchange["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
    assert exchange["requested_token_type"] == "urn:shopify:params:oauth:token-type:offline-access-token"
    assert exchange["expiring"] == 1
    shop = Shop.objects.get()
    assert (shop.domain, shop.access_token, shop.refresh_token) == (TEA, "shpat_1", "shprt_1")
    assert Installation.objects.get().installed_by == "shopify:42"
    assert Staff.objects.get().role == Staff.Role.OWNER


def test_the_next_visit_asks_the_store_nothing(client: Client, store: Store) -> None:
    home(client, signing.session_token(TEA))
    calls = len(store.calls)
    assert home(client, signing.session_token(TEA, subject="43")).status_code == 200
    assert len(store.calls) == calls
    assert Staff.objects.get(subject="43").role == Staff.Role.STAFF


def test_a_shop_that_is_locked_out_gets_fresh_tokens_by_the_visit(client: Client, store: Store) -> None:
    home(client, signing.session_token(TEA))
    Shop.objects.update(locked_out_at=timezone.now())
    store.token = lambda _: (200, tokens(2))
    home(client, signing.session_token(TEA))
    shop = Shop.objects.get()
    assert (shop.access_token, shop.locked_out_at) == ("shpat_2", None)


def test_only_this_stores_admin_may_frame_it_and_our_policy_stands(client: Client, store: Store) -> None:
    response = home(client, signing.session_token(TEA))
    found = directives(response)
    assert found["frame-ancestors"] == f"https://{TEA} https://admin.shopify.com {store.origin}"
    assert found["script-src"] == "'self' https://cdn.shopify.com"
    assert found["default-src"] == found["base-uri"] == "'none'"
    assert found["style-src"] == "'self'"
    assert "X-Frame-Options" not in response


def test_in_production_nobody_else_is_an_ancestor(
    client: Client, store: Store, settings: LazySettings
) -> None:
    home(client, signing.session_token(TEA))
    settings.SHOPIFY_ORIGIN = "https://{shop}"
    found = directives(home(client, signing.session_token(TEA)))
    assert found["frame-ancestors"] == f"https://{TEA} https://admin.shopify.com"


def test_other_pages_stay_unframed(client: Client) -> None:
    response = client.get("/shopify/install", {"shop": "nonsense"})
    assert directives(response)["frame-ancestors"] == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_app_bridge_is_the_first_script_of_the_page(client: Client, store: Store) -> None:
    page = home(client, signing.session_token(TEA)).content.decode()
    assert page.index("https://cdn.shopify.com/shopifycloud/app-bridge.js") < page.index("htmx")
    assert 'name="shopify-api-key"' in page
    assert "<script>" not in page


@pytest.mark.parametrize("token", ["x", "a.b.c", "expired", "another app"])
def test_a_bad_token_is_401_with_a_request_to_try_again(client: Client, store: Store, token: str) -> None:
    made = {
        "expired": signing.session_token(TEA, exp=int(time.time()) - 60),
        "another app": signing.session_token(TEA, aud="another"),
    }
    response = home(client, made.get(token, token))
    assert response.status_code == 401
    assert response["X-Shopify-Retry-Invalid-Session-Request"] == "1"
    assert not Shop.objects.exists()
    assert store.calls == []


def test_without_a_token_the_page_fetches_one_and_comes_back(client: Client) -> None:
    response = home(client)
    assert response.status_code == 200
    assert b"shopify/bounce.js" in response.content
    assert directives(response)["frame-ancestors"].startswith(f"https://{TEA} ")


def test_outside_the_admin_a_new_store_installs_and_a_known_one_signs_in(client: Client, cast: Cast) -> None:
    new = client.get("/shopify/app", {"shop": "new.myshopify.com"})
    assert new["Location"] == "/shopify/install?shop=new.myshopify.com"
    assert client.get("/shopify/app", {"shop": cast.shop.domain})["Location"] == "/panel/"
    assert client.get("/shopify/app", {"shop": "evil.example"})["Location"] == "/panel/"
    assert client.get("/shopify/app")["Location"] == "/panel/"


def test_permissions_that_are_missing_are_named(client: Client, store: Store) -> None:
    store.token = lambda _: (200, tokens(scope="read_orders"))
    response = home(client, signing.session_token(TEA))
    assert response.status_code == 403
    assert b"write_discounts" in response.content
    assert not Shop.objects.exists()


def test_an_exchange_that_is_refused_asks_for_a_fresh_token(client: Client, store: Store) -> None:
    store.token = lambda _: (400, {"error": "invalid_subject_token"})
    assert home(client, signing.session_token(TEA)).status_code == 401
    store.token = lambda _: (400, {"error": "invalid_client"})
    assert home(client, signing.session_token(TEA)).status_code == 502


def test_another_shops_answer_installs_nothing(client: Client, store: Store) -> None:
    store.graphql = lambda _: (200, particulars(domain="other.myshopify.com"))
    assert home(client, signing.session_token(TEA)).status_code == 502
    assert not Shop.objects.exists()
