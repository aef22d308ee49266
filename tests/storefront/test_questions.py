"""How often the database is asked: what was halved stays halved. Savepoints of the test's own transaction count too."""

import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from loyalty.desk.clocks import clock
from loyalty.desk.joining import join
from loyalty.ledger.adjust import Adjustment, adjust
from loyalty.members.recognise import recognise
from storefront_widget import nonce
from tests.laws.world import START, rules
from tests.shopify.signing import proxied
from tests.worked_examples.store import Store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_march")]
REWARD = {"id": "one", "kind": "amount_off", "cost": 100, "amount": "1.00"}
KEY = ("customer", "7001")


@pytest.fixture
def _in_march() -> Any:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def store() -> Store:
    """Customer 7001 has joined, and has a thousand points that end in a year."""
    made = Store(rules() | {"schema": 2, "rewards": [REWARD], "expiry": {"per": "lot", "months": 12}})
    join(shop=made.shop, member_id=member(made), how="widget", now=START)
    give(made, 900)
    return made


def member(store: Store) -> int:
    return recognise(shop=store.shop, keys=[KEY], now=START)[KEY]


def give(store: Store, points: int) -> None:
    gift = Adjustment(member_id=member(store), points=points, why="A gift", key=f"gift-{points}")
    ticking = clock(shop=store.shop)
    adjust(shop=store.shop, adjustments=[gift], actor="owner", version=1, clock=ticking, now=START)


def test_points_are_posted_with_four_questions(
    store: Store, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one, ticking = member(store), clock(shop=store.shop)
    gift = Adjustment(member_id=one, points=7, why="A gift", key="another")
    with django_assert_max_num_queries(4 + 2):
        adjust(shop=store.shop, adjustments=[gift], actor="owner", version=1, clock=ticking, now=START)


def test_a_redemption_and_its_answer_ask_two_dozen_questions(
    client: Client, store: Store, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    permit = nonce.make(shop_id=store.shop.pk, customer="7001", action="redeem", now=timezone.now())
    wish = json.dumps({"nonce": permit, "key": "wish-000001", "reward": "one"})
    query = proxied(store.shop.domain, "7001")
    with django_assert_max_num_queries(24 + 2):
        answer = client.post(f"/proxy/redeem?{query}", wish, content_type="application/json")
    assert answer.json()["redeemed"]["points_text"] == "100 points"


def test_the_widget_asks_nine_questions(
    client: Client, store: Store, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    query = proxied(store.shop.domain, "7001")
    client.get(f"/proxy/data?{query}")  # the shop learns that its widget was seen
    with django_assert_max_num_queries(9):
        assert client.get(f"/proxy/data?{query}").json()["member"]["available"] == 1000
