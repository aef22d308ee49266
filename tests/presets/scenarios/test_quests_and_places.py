"""Quests and places: a check-in counts once a day, quests end once, and miles of a partner cost a fifth."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from loyalty.desk.spending import NotOffered
from loyalty.ledger.models import Award
from loyalty.rewards.models import Redemption
from tests.presets.scenarios.doing import does
from tests.presets.scenarios.stage import Stage

Opened = Callable[[str], Stage]
DAY = timedelta(days=1)


def visit(shop: Stage, *, days: int = 1) -> int:
    """A check-in on each of so many days; the points they brought."""
    got = 0
    for _ in range(days):
        got += does(shop, "check-in", f"visit-{shop.clock:%m-%d-%H}")
        shop.at(shop.clock + DAY)
    return got


def test_five_visits_make_an_explorer_once(stage: Opened) -> None:
    shop = stage("quests-and-places")
    shop.join()
    assert visit(shop, days=4) == 80
    assert (shop.held("visits"), shop.held("badge:explorer")) == (4, 0)
    five, _ = shop.sees()["member"]["cards"]
    assert [(one["have"], one["reach"]) for one in five["goals"]] == [(4, 5)]
    visit(shop, days=1)
    assert shop.held("badge:explorer") == 1
    visit(shop, days=5)
    assert (shop.held("visits"), shop.held("badge:explorer")) == (10, 1)
    assert shop.sees()["member"]["tier"]["title"] == "Local"
    shop.replayed()


def test_a_second_check_in_on_a_day_gives_nothing(stage: Opened) -> None:
    shop = stage("quests-and-places")
    shop.join()
    assert [does(shop, "check-in", key) for key in ("a", "b", "a")][:2] == [20, 0]
    assert (shop.standing(), shop.held("visits")) == ((20, 0, 0), 1)
    shop.replayed()


def test_three_weeks_in_a_row_pay_and_a_gap_begins_anew(stage: Opened) -> None:
    shop = stage("quests-and-places")
    shop.join()
    start: datetime = shop.clock
    for week in (0, 1, 3, 4):
        shop.at(start + week * 7 * DAY)
        visit(shop)
    assert not Award.objects.filter(rule__contains="three-weeks", posted__gt=0).exists()
    shop.at(start + 5 * 7 * DAY)
    visit(shop)
    assert shop.standing() == (5 * 20 + 300, 0, 0)
    shop.replayed()


def test_a_thousand_points_are_eight_hundred_miles(stage: Opened) -> None:
    shop = stage("quests-and-places")
    shop.pay("520.00")
    shop.at(shop.clock + 15 * DAY)
    assert shop.standing() == (2600, 0, 0)
    for points in (500, 1200):
        with pytest.raises(NotOffered, match="choice"):
            shop.try_to_spend("partner-miles", points=points)
    assert shop.standing() == (2600, 0, 0)
    shop.spend("thousand", reward="partner-miles", points=1000)
    shop.spend("more", reward="partner-miles", points=1500)
    assert list(Redemption.objects.order_by("pk").values_list("amount", flat=True)) == [800, 1200]
    assert shop.standing() == (100, 0, 0)
    shop.replayed()
