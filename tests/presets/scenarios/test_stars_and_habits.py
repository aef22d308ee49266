"""Stars and habits: only the right channel earns, and quiet hours count by the shop's own clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.ledger.adjust import NotEnough
from tests.presets.scenarios.doing import does, reasons
from tests.presets.scenarios.stage import Stage

Opened = Callable[[str], Stage]
WEDNESDAY = datetime(2026, 1, 7, tzinfo=UTC)  # New York is five hours behind


def test_only_the_counter_and_the_app_earn(stage: Opened) -> None:
    shop = stage("stars-and-habits")
    pos, app, web = (shop.pay("6.50", source_name=one) for one in ("pos", "app", "web"))
    assert [shop.points_of(one) for one in (pos, app, web)] == [13, 13, 0]
    assert shop.sees()["member"]["available_text"] == "26 stars"
    [none] = shop.awards(f"order:{web['id']}")
    why = none.reason["rules"]["order"]
    assert (why["field"], why["got"]) == ("order.source", ["web"])
    shop.replayed()


def test_quiet_hours_are_wednesday_seven_to_nine_in_the_shops_zone(stage: Opened) -> None:
    shop = stage("stars-and-habits")
    got = []
    for moment in (
        WEDNESDAY.replace(hour=7, minute=30),
        WEDNESDAY.replace(hour=11, minute=59),
        WEDNESDAY.replace(hour=12),
        WEDNESDAY.replace(hour=13, minute=59),
        WEDNESDAY.replace(hour=14),
        WEDNESDAY.replace(hour=12) + timedelta(days=1),
        WEDNESDAY.replace(month=7, day=8, hour=11),
    ):
        shop.at(moment)
        got.append(shop.points_of(shop.pay("5.00", source_name="pos")))
    assert got == [10, 10, 20, 20, 10, 10, 20], "in July 07:00 comes an hour earlier by UTC"
    shop.replayed()


def test_stars_buy_a_drink(stage: Opened) -> None:
    shop = stage("stars-and-habits")
    shop.pay("49.50", source_name="pos")
    with pytest.raises(NotEnough):
        shop.try_to_spend("drink")
    shop.pay("0.50", source_name="pos")
    shop.spend("cup", reward="drink")
    assert shop.standing() == (0, 0, 0)
    assert shop.replayed()["totals"]["reward_cost_minor"] == 300


def test_a_shared_check_in_pays_once_a_day_after_three_days(stage: Opened) -> None:
    shop = stage("stars-and-habits")
    shop.join()
    got = [does(shop, "social-check-in", key, proof="self_declared") for key in ("one", "two", "one")]
    assert (sum(got[:2]), shop.standing()) == (5, (0, 5, 0))
    assert reasons(shop, "check-in") == ["", "limit"]
    shop.at(shop.clock + timedelta(days=4))
    assert shop.standing() == (5, 0, 0)
    shop.replayed()
