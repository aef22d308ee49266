"""A pass and missions: progress is seen, each mission ends once, and eco points stay apart from points."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.ledger.adjust import NotEnough
from tests.presets.scenarios.doing import does
from tests.presets.scenarios.stage import Stage

Opened = Callable[[str], Stage]
DAY = timedelta(days=1)


def cups(shop: Stage, count: int) -> None:
    for _ in range(count):
        does(shop, "own-cup", f"cup-{shop.clock:%m-%d}")
        shop.at(shop.clock + DAY)


def progress(shop: Stage) -> list[int]:
    return [goal["have"] for card in shop.sees()["member"]["cards"] for goal in card["goals"]]


def test_ten_cups_fulfil_the_mission_once_and_give_eco_points(stage: Opened) -> None:
    shop = stage("pass-and-missions")
    shop.join()
    cups(shop, 9)
    assert (progress(shop)[0], shop.held("eco"), shop.standing()) == (9, 45, (0, 0, 0))
    cups(shop, 1)
    assert (shop.held("eco"), shop.standing()) == (50, (200, 0, 0))
    cups(shop, 10)
    assert (shop.held("eco"), shop.standing()) == (100, (200, 0, 0)), "once"
    shop.replayed()


def test_a_cup_told_four_times_a_day_counts_three_times(stage: Opened) -> None:
    shop = stage("pass-and-missions")
    shop.join()
    for key in ("a", "b", "b", "c", "d"):
        does(shop, "own-cup", key)
    assert (shop.held("cups"), shop.held("eco")) == (3, 15)
    shop.replayed()


def test_eco_points_plant_trees_and_points_do_not(stage: Opened) -> None:
    shop = stage("pass-and-missions")
    shop.pay("100.00")
    shop.at(shop.clock + 15 * DAY)
    assert (shop.standing(), shop.held("eco")) == ((500, 0, 0), 0)
    with pytest.raises(NotEnough):
        shop.try_to_spend("tree")
    cups(shop, 10)
    shop.try_to_spend("tree")
    assert (shop.standing(), shop.held("eco")) == ((700, 0, 0), 0)


def test_three_friends_who_check_in_make_a_host(stage: Opened) -> None:
    shop = stage("pass-and-missions")
    shop.join()
    for friend in ("ann", "bo"):
        does(shop, "friend-check-in", friend)
    does(shop, "friend-check-in", "bo")
    assert (progress(shop)[1:], shop.held("badge:host"), shop.standing()) == ([2, 2], 0, (0, 0, 0))
    does(shop, "friend-check-in", "cy")
    does(shop, "friend-check-in", "dee")
    assert (shop.held("badge:host"), shop.standing()) == (1, (300, 0, 0))
    shop.replayed()


def test_the_pass_turns_silver_and_gold(stage: Opened) -> None:
    shop = stage("pass-and-missions")
    seen = []
    for price in ("199.80", "0.20", "800.00"):
        shop.pay(price)
        shop.at(shop.clock + DAY)
        seen.append(shop.level())
    assert seen == ["bronze", "silver", "gold"]
    assert shop.sees()["member"]["tier"]["title"] == "Gold"
    shop.replayed()
