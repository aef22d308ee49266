"""Nights and points: four tiers by nights of a programme year; upgrades count down and come back with the year."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.desk import tier_rounds
from loyalty.tiers.perks import UsedUp, use_perk
from tests.presets.scenarios.stage import Stage

Opened = Callable[[str], Stage]
ROOM, DINNER = 1, 2


@pytest.fixture
def hotel(stage: Opened) -> Stage:
    shop = stage("nights-and-tiers")
    shop.product(ROOM, title="Room", product_type="Night")
    shop.product(DINNER, title="Dinner", product_type="Meal")
    return shop


def stay(hotel: Stage, nights: int, price: str = "100.00") -> dict[str, Any]:
    order = hotel.buy(price, product=ROOM, pieces=nights)
    hotel.at(hotel.clock + timedelta(days=nights))
    return order


def upgrade(hotel: Stage, key: str) -> None:
    use_perk(shop=hotel.shop, member_id=hotel.member(), perk="upgrade", key=key, by="staff", now=hotel.clock)


def left(hotel: Stage) -> dict[str, str]:
    perks = hotel.sees()["member"]["tier"]["perks"]
    return {perk["title"]: perk["left_text"] for perk in perks}


def test_nights_and_points_are_counted_side_by_side(hotel: Stage) -> None:
    stay(hotel, 9)
    hotel.buy("64.90", product=DINNER)
    assert (hotel.held("nights"), hotel.level()) == (9, "member")
    assert hotel.standing() == (0, 9000 + 649, 0)
    assert hotel.sees()["member"]["tier"]["next"]["id"] == "silver"
    stay(hotel, 1)
    assert (hotel.held("nights"), hotel.level()) == (10, "silver")
    hotel.buy("100.00", product=DINNER)
    hotel.at(hotel.clock + timedelta(days=15))
    assert hotel.standing() == (9000 + 649 + 1000 + 1100, 0, 0), "from silver on 1.1 times"
    hotel.spend("off", reward="70-off")
    assert hotel.standing() == (1749, 0, 0)
    hotel.replayed()


def test_four_tiers_by_nights(hotel: Stage) -> None:
    seen = []
    for nights in (9, 1, 14, 1, 24, 1):
        stay(hotel, nights, "1.00")
        seen.append((hotel.held("nights"), hotel.level()))
    assert seen == [
        (9, "member"),
        (10, "silver"),
        (24, "silver"),
        (25, "gold"),
        (49, "gold"),
        (50, "platinum"),
    ]
    hotel.replayed()


def test_a_stay_that_is_cancelled_makes_no_tier(hotel: Stage) -> None:
    stay(hotel, 5)
    later = stay(hotel, 5)
    assert hotel.level() == "silver"
    hotel.cancel(later)
    assert (hotel.held("nights"), hotel.level()) == (5, "member")
    hotel.replayed()


def test_upgrades_count_down_and_come_back_with_the_programme_year(hotel: Stage) -> None:
    hotel.at(datetime(2026, 3, 1, 17, tzinfo=UTC))
    stay(hotel, 25)
    assert left(hotel) == {"Late check-out": "", "Room upgrade": "2 left"}
    upgrade(hotel, "first")
    upgrade(hotel, "first")
    assert left(hotel)["Room upgrade"] == "1 left", "told twice, used once"
    upgrade(hotel, "second")
    with pytest.raises(UsedUp):
        upgrade(hotel, "third")
    assert left(hotel)["Room upgrade"] == "0 left"
    hotel.at(datetime(2027, 1, 1, 4, 59, tzinfo=UTC))
    assert left(hotel)["Room upgrade"] == "0 left", "in the shop's zone it is still the old year"
    hotel.at(datetime(2027, 1, 1, 5, tzinfo=UTC))
    assert (hotel.level(), left(hotel)["Room upgrade"]) == ("gold", "2 left")
    hotel.replayed()


def test_a_tier_is_kept_to_the_end_of_the_next_year(hotel: Stage) -> None:
    stay(hotel, 25)
    hotel.at(datetime(2027, 12, 31, 17, tzinfo=UTC))
    tier_rounds.review_due(now=hotel.clock)
    assert hotel.level() == "gold"
    hotel.at(datetime(2028, 1, 1, 17, tzinfo=UTC))
    tier_rounds.review_due(now=hotel.clock)
    assert hotel.level() == "member"
    hotel.replayed()
