"""Nothing is waste: what comes back is graded once, an hour of help counts, and a badge opens the sale."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.desk.spending import NotOffered
from tests.presets.scenarios.doing import State, does, judged, reasons
from tests.presets.scenarios.stage import Stage

Opened = Callable[[str], Stage]
GOOD, WORN = "reward:good-code", "reward:worn-code"
DAY = timedelta(days=1)


def test_what_is_traded_in_is_graded_and_pays_once(stage: Opened) -> None:
    shop = stage("circular")
    shop.join()
    does(shop, "trade-in", "coat")
    assert (shop.held(GOOD), shop.held(WORN)) == (0, 0), "nothing before somebody looked"
    assert set(reasons(shop, "trade-in-good")) == {"in_review"}
    judged(shop, "coat", grade="good")
    judged(shop, "coat", grade="good")
    assert (shop.held(GOOD), shop.held(WORN)) == (1, 0)
    assert "Yours to claim: 20 % off something new" in shop.sees()["member"]["notes"]
    judged(shop, "coat", grade="worn")
    assert (shop.held(GOOD), shop.held(WORN)) == (0, 1), "graded anew, one for the other"
    does(shop, "trade-in", "rag")
    judged(shop, "rag", state=State.REFUSED, why="It cannot be mended.")
    assert (shop.held(GOOD), shop.held(WORN)) == (0, 1)
    with pytest.raises(NotOffered, match="only_given"):
        shop.try_to_spend("good-code")


def test_hours_of_help_count_to_the_minute(stage: Opened) -> None:
    shop = stage("circular")
    shop.join()
    got = [does(shop, "volunteer", f"h{n}", quantity=one, unit="h") for n, one in enumerate(["1.5", "0.255"])]
    assert (got, shop.standing()) == ([150, 25], (175, 0, 0))
    assert does(shop, "volunteer", "more", quantity="0.005", unit="h") == 1, "half a point had been carried"
    shop.replayed()


def test_three_stories_make_a_badge_and_the_badge_opens_the_sale(stage: Opened) -> None:
    shop = stage("circular")
    shop.pay("250.00")
    shop.at(shop.clock + 15 * DAY)
    for story in range(3):
        with pytest.raises(NotOffered, match="condition"):
            shop.try_to_spend("early-sale")
        assert shop.standing() == (250, 0, 0)
        does(shop, "trace", f"story-{story}")
        shop.at(shop.clock + DAY)
    assert shop.held("badge:tracer") == 1
    shop.try_to_spend("early-sale")
    assert shop.standing() == (50, 0, 0)


def test_points_mend_things_and_are_given_away(stage: Opened) -> None:
    shop = stage("circular")
    shop.pay("1800.00")
    shop.at(shop.clock + 15 * DAY)
    shop.spend("mend", reward="repair")
    shop.spend("five", reward="nature-fund")
    shop.spend("ten", reward="nature-fund-more")
    assert shop.standing() == (0, 0, 0)
    assert shop.replayed()["totals"]["reward_cost_minor"] == 600 + 500 + 1000
