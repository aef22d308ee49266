"""What the storefront is told of rewards: the order, the slider, the dates; in few questions to the database."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from loyalty.desk import spending
from loyalty.engine.about import NOBODY
from loyalty.engine.document import parse
from loyalty.engine.offers import Holding, price
from loyalty.members.find import by_customer
from loyalty.rewards.words import RewardWords
from storefront_widget.slider import slider_data
from tests.laws.world import START, rules
from tests.storefront.test_redeem import data, store
from tests.widget.reckon import reckoned
from tests.worked_examples.store import Store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_march")]
__all__ = ["store"]


@pytest.fixture
def _in_march() -> Any:
    with time_machine.travel(START, tick=False):
        yield


def offers(client: Client, store: Store, customer: str = "7001") -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = data(client, store, customer)["redeem"]["offers"]
    return told


def test_what_can_be_had_comes_first_then_the_nearest(client: Client, store: Store) -> None:
    told = offers(client, store)
    assert [(one["id"], one["can"]) for one in told] == [
        ("mug", True),
        ("class", True),
        ("trees", True),
        ("dear", False),
    ]
    dear = told[-1]
    assert (dear["why"], dear["missing"], dear["progress"]) == ("1,000 points to go", 1000, 50)


def test_a_slider_ends_where_the_points_do(client: Client, store: Store) -> None:
    [trees] = [one for one in offers(client, store) if one["id"] == "trees"]
    assert {key: trees["slider"][key] for key in ("min", "max", "step")} == {
        "min": 100,
        "max": 400,
        "step": 50,
    }
    assert (trees["title"], trees["price_text"]) == ("A gift to Trees", "from 100 points")


def test_only_dates_ahead_are_offered_with_the_seats_left(client: Client, store: Store) -> None:
    [told] = [one for one in offers(client, store) if one["id"] == "class"]
    [may] = told["sessions"]
    assert (may["id"], may["left_text"]) == ("may", "1 seat left")
    assert may["text"] == "May 2, 2026, 10:00\u202fAM, At the shop"


def test_whoever_has_not_joined_sees_the_rewards_and_what_to_do(client: Client, store: Store) -> None:
    for customer in ("", "7002"):
        told = data(client, store, customer)
        assert {one["why"] for one in told["redeem"]["offers"]} == {"Join to use this"}
        assert not any(one["can"] for one in told["redeem"]["offers"])
        assert set(told["redeem"]) == {"offers"}, "no permits"
        assert told["mine"] == []


def test_all_of_it_takes_few_questions_however_much_there_is(client: Client, store: Store) -> None:
    def asked(key: str, number: int) -> int:
        session = "may" if key == "class" else ""
        for each in range(number):
            spending.redeem(shop=store.shop, member_id=_member(store), reward=key, key=f"{key}{each}",
                            actor="m", now=START, session=session)  # fmt: skip
        with CaptureQueriesContext(connection) as questions:
            data(client, store)
        return len(questions)

    data(client, store)  # the first visit of all is written down
    few, many = asked("class", 1), asked("trees", 6)
    assert few == many <= 17


def _member(store: Store) -> int:
    found = by_customer(shop=store.shop, customer="7001")
    assert found
    return found.pk


@pytest.mark.parametrize(
    ("currency", "cost", "amount"),
    [("USD", 100, "1.00"), ("JPY", 3, "1"), ("KWD", 7, "0.123"), ("EUR", 250, "19.99")],
)
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_browser_reckons_and_writes_what_the_server_does(
    currency: str, cost: int, amount: str, language: str
) -> None:
    slider = {"min": 1, "step": 1}
    reward = {"id": "it", "kind": "gift_card", "cost": cost, "amount": amount, "slider": slider}
    document = parse(rules() | {"schema": 2, "rewards": [reward]})
    one, words = document.rewards[0], RewardWords(document, currency)
    holding = Holding(about=NOBODY, balances={}, taken={})
    with translation.override(language):
        least = price(one, holding=holding, currency=currency, points=cost)
        told = slider_data(one, least, words, holds=10**9)
        assert told
        chosen = [told["min"] + number * number * 1237 for number in range(200)]
        asked = [price(one, holding=holding, currency=currency, points=points) for points in chosen]
        server = [[words.count(each.points, "points"), words.amount(one, each.amount or 0)] for each in asked]
    assert reckoned(told, chosen) == server
