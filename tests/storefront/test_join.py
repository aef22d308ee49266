"""Joining from the storefront: a signed shopper, a nonce of their own, a key; once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from loyalty.ledger.models import Transaction
from loyalty.members.find import by_customer
from storefront_widget import nonce
from tests.laws.world import rules
from tests.shopify.signing import proxied
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return Store(rules())


def fresh(store: Store, customer: str = "7002", **change: Any) -> str:
    said: dict[str, Any] = {
        "shop_id": store.shop.pk,
        "customer": customer,
        "action": "join",
        "now": timezone.now(),
    } | change
    return nonce.make(**said)


def post(client: Client, store: Store, body: object, customer: str = "7002") -> Any:
    query = proxied(store.shop.domain, customer)
    return client.post(f"/proxy/join?{query}", json.dumps(body), content_type="application/json")


def joined(store: Store, customer: str = "7002") -> bool:
    member = by_customer(shop=store.shop, customer=customer)
    return member is not None and member.joined_at is not None


def test_the_newcomer_joins_and_sees_the_welcome(client: Client, store: Store) -> None:
    answer = post(client, store, {"nonce": fresh(store), "key": "tab-one-1"})
    assert answer.status_code == 200
    assert answer.json()["member"]["available"] == 100
    assert joined(store)


def test_the_same_request_again_gets_the_same_answer_and_pays_nothing(client: Client, store: Store) -> None:
    body = {"nonce": fresh(store), "key": "tab-one-1"}
    first, second = (post(client, store, body) for _ in range(2))
    assert first.json()["member"] == second.json()["member"]
    assert Transaction.objects.filter(programme=store.programme).count() == 1


def test_a_key_of_somebody_else_is_a_conflict(client: Client, store: Store) -> None:
    post(client, store, {"nonce": fresh(store), "key": "tab-one-1"})
    cheat = post(client, store, {"nonce": fresh(store, "7003"), "key": "tab-one-1"}, customer="7003")
    assert (cheat.status_code, cheat.json()["error"]["code"]) == (409, "key_used")
    assert not joined(store, "7003")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"customer": "7003"},
        {"shop_id": 0},
        {"action": "redeem"},
        {"now": timezone.now() - timedelta(minutes=16)},
    ],
)
def test_a_nonce_of_another_shopper_shop_deed_or_time_joins_nobody(
    client: Client, store: Store, spoilt: dict[str, Any]
) -> None:
    answer = post(client, store, {"nonce": fresh(store, **spoilt), "key": "tab-one-1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "stale_nonce")
    assert not joined(store)


@pytest.mark.parametrize("body", [[], None, "x", {}, {"nonce": 5, "key": "tab-one-1"}, {"nonce": "é\ud800"}])
def test_nonsense_gets_a_clear_no(client: Client, store: Store, body: object) -> None:
    answer = post(client, store, body)
    assert answer.status_code in (400, 403)
    assert answer.json()["error"]["message"]
    assert not joined(store)


def test_a_visitor_must_sign_in_first(client: Client, store: Store) -> None:
    answer = post(client, store, {"nonce": fresh(store, ""), "key": "tab-one-1"}, customer="")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "sign_in")


def test_nobody_joins_before_the_programme_is_live_and_misses_the_welcome(client: Client) -> None:
    quiet = Store(None)
    answer = post(client, quiet, {"nonce": fresh(quiet), "key": "tab-one-1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_live")
    assert not joined(quiet)


def test_an_unsigned_request_joins_nobody(client: Client, store: Store) -> None:
    body = json.dumps({"nonce": fresh(store), "key": "tab-one-1"})
    answer = client.post("/proxy/join?logged_in_customer_id=7002", body, content_type="application/json")
    assert answer.status_code == 401
    assert not joined(store)


def test_a_get_joins_nobody(client: Client, store: Store) -> None:
    assert client.get(f"/proxy/join?{proxied(store.shop.domain, '7002')}").status_code == 405
    assert not joined(store)


def test_trying_all_the_time_is_slowed_down(client: Client, store: Store) -> None:
    answers = [post(client, store, {"nonce": fresh(store), "key": f"key-number-{n}"}) for n in range(24)]
    assert answers[-1].status_code == 429


def test_the_page_without_javascript_joins_by_a_form(client: Client, store: Store) -> None:
    query = proxied(store.shop.domain, "7002")
    answer = client.post(f"/proxy/join?{query}", {"nonce": fresh(store), "key": "form-key-1"})
    assert "100 points" in answer.content.decode()
    assert joined(store)
