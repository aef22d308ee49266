"""The whole conversation with the pretend platform over HTTP: consent, exchange, refresh, GraphQL."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from loyalty.platforms.shopify import tokens
from loyalty.platforms.shopify.platform import Shopify
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop
from tests.shopify import signing

LEAF = "leaf-and-ladle.myshopify.com"
pytestmark = pytest.mark.django_db


@pytest.fixture
def devstore(address: str, settings: LazySettings) -> str:
    settings.SHOPIFY_ORIGIN = address
    return address


def consent(client: Client, devstore: str, **form: str) -> str:
    """Through the store's consent page; the query of its answer."""
    to = client.get("/shopify/install", {"shop": LEAF})["Location"]
    assert to.startswith(f"{devstore}/admin/oauth/authorize?")
    with httpx.Client(headers={"Host": LEAF}) as browser:
        assert browser.get(to).status_code == 200
        answer = browser.post(to, data=form)
    assert answer.status_code == 302, answer.text
    return urlsplit(answer.headers["Location"]).query


def install(client: Client, devstore: str) -> Shop:
    response = client.get("/shopify/callback", QUERY_STRING=consent(client, devstore))
    assert response["Location"] == "/panel/", response.content
    return Shop.objects.get()


def test_consent_installs_the_store_and_its_token_works(client: Client, devstore: str) -> None:
    shop = install(client, devstore)
    assert shop.domain == LEAF
    assert shop.access_token
    assert shop.refresh_token
    told = Shopify().graphql(shop=shop, document=DOCUMENTS["shop"], variables={})
    assert isinstance(told["shop"], dict)
    assert told["shop"]["name"] == shop.name


def test_a_store_that_grants_less_is_told_what_is_missing(client: Client, devstore: str) -> None:
    query = consent(client, devstore, choose="1", granted="read_orders")
    response = client.get("/shopify/callback", QUERY_STRING=query)
    assert response.status_code == 403
    assert b"write_discounts" in response.content
    assert not Shop.objects.exists()


def test_a_refresh_gives_a_new_pair_that_works(client: Client, devstore: str) -> None:
    shop = install(client, devstore)
    first = shop.access_token
    Shop.objects.update(access_expires_at=timezone.now() + timedelta(minutes=1))
    second = tokens.access_token(shop=shop, now=timezone.now())
    assert second != first
    assert "shop" in Shopify().graphql(shop=shop, document=DOCUMENTS["shop"], variables={})


def test_a_visit_in_the_admin_exchanges_its_session_token(client: Client, devstore: str) -> None:
    install(client, devstore)
    Shop.objects.update(access_token="", refresh_token="", locked_out_at=timezone.now())
    response = client.get("/shopify/app", {"id_token": signing.session_token(LEAF), "shop": LEAF})
    assert response.status_code == 200
    shop = Shop.objects.get()
    assert shop.access_token
    assert shop.locked_out_at is None


@pytest.mark.parametrize("name", ["order", "orders"])
def test_the_stores_own_schema_knows_our_documents(client: Client, devstore: str, name: str) -> None:
    shop = install(client, devstore)
    variables: dict[str, dict[str, object]] = {
        "order": {"id": "gid://shopify/Order/1"},
        "orders": {"first": 10, "after": None, "query": "updated_at:>2026-01-01"},
    }
    assert Shopify().graphql(shop=shop, document=DOCUMENTS[name], variables=variables[name])
