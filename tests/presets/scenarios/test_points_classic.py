"""Points for everything: 64.90 makes 324, joining 100, and 500 are worth 5.00."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.desk import spending
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Spend
from tests.presets.scenarios.doing import does
from tests.presets.scenarios.stage import LOYAL, NEWCOMER, Stage

WAIT = timedelta(days=15)
Opened = Callable[[str], Stage]


def test_an_order_a_welcome_and_a_reward(stage: Opened) -> None:
    shop = stage("points-classic")
    order = shop.order("40.00", "24.90", total_tax_set=shop.money("5.19"))
    order["total_shipping_price_set"] = shop.money("5.00")
    shop.send("orders/paid", order, times=2)
    assert shop.standing() == (0, 324, 0), (
        "tax and shipping earn nothing, and a message told twice counts once"
    )
    shop.join()
    assert shop.standing() == (100, 324, 0)
    assert shop.sees()["member"]["state"] == "joined"
    shop.at(shop.clock + WAIT)
    with pytest.raises(NotEnough):
        shop.try_to_spend("five-off")
    assert not Spend.objects.exists()
    shop.pay("20.00")
    shop.at(shop.clock + WAIT)
    assert shop.standing() == (524, 0, 0)
    shop.spend("code")
    assert shop.standing() == (24, 0, 0)
    told = shop.sees()
    assert told["member"]["available_text"] == "24 points"
    line = next(line for line in told["history"] if line["points"] == 324)
    assert line["why"] == "5 points per $1 on $64.90 of goods; tax and shipping don't earn."
    assert Spend.objects.get().reason | {"reward": "five-off", "amount": "5.00"} == Spend.objects.get().reason
    assert shop.replayed()["totals"]["reward_cost_minor"] == 500


def test_a_refund_before_the_points_are_ready_leaves_nothing(stage: Opened) -> None:
    shop = stage("points-classic")
    order = shop.pay("64.90")
    shop.refund(order, lines={0: "64.90"})
    shop.at(shop.clock + WAIT)
    assert shop.standing() == (0, 0, 0)
    shop.replayed()


def test_both_sides_of_a_friendship_get_500_after_the_friends_first_order(stage: Opened) -> None:
    shop = stage("points-classic")
    shop.pay("10.00", customer=LOYAL)
    shop.refer(friend=NEWCOMER, advocate=LOYAL)
    shop.pay("30.00", customer=NEWCOMER)
    shop.at(shop.clock + WAIT)
    assert (shop.standing(LOYAL)[0], shop.standing(NEWCOMER)[0]) == (550, 650)
    shop.replayed()


def test_following_pays_once_and_five_reviews_a_month_pay(stage: Opened) -> None:
    shop = stage("points-classic")
    shop.join()
    assert [does(shop, "follow", key, proof="self_declared") for key in ("one", "two")] == [50, 0]
    said = [does(shop, "review", f"said-{n}", proof="self_declared") for n in range(2)]
    assert said == [0, 0], "a review is checked by whoever shows it"
    assert [does(shop, "review", f"review-{n}") for n in range(6)] == [50] * 5 + [0]
    assert shop.standing() == (350, 50, 0)
    shop.at(shop.clock + timedelta(days=31))
    assert does(shop, "review", "next month") == 50
    assert shop.standing() == (450, 0, 0)
    shop.replayed()


def test_members_choose_how_much_comes_off(stage: Opened) -> None:
    shop = stage("points-classic")
    shop.pay("150.00")
    shop.at(shop.clock + WAIT)
    for points in (400, 550, 800):
        with pytest.raises((spending.NotOffered, NotEnough)):
            shop.try_to_spend("as-you-like", points=points)
    assert shop.standing() == (750, 0, 0)
    shop.spend("seven", reward="as-you-like", points=700)
    assert shop.standing() == (50, 0, 0)
    assert shop.replayed()["totals"]["reward_cost_minor"] == 700


def test_the_shopper_reads_every_way_to_earn(stage: Opened) -> None:
    told = stage("points-classic").sees("")
    assert told["programme"]["name"] == "Rewards"
    ways = {way["id"]: way["text"] for way in told["earn"]}
    assert (ways["order"], ways["welcome"]) == ("5 points per $1", "100 points")
    assert (ways["follow"], ways["review"]) == ("50 points", "50 points")


def test_a_reward_that_is_not_in_the_programme_costs_nothing(stage: Opened) -> None:
    shop = stage("points-classic")
    shop.pay("500.00")
    shop.at(shop.clock + WAIT)
    with pytest.raises(spending.NoSuchReward):
        shop.try_to_spend("fifty-off")
    assert shop.standing() == (2500, 0, 0)
