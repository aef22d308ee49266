"""Stamp cards, missions and tier gifts for the accountant: what refunds do to them, live and in replay."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.desk.standing import balance
from loyalty.ledger.models import Transaction
from loyalty.members.find import by_customer
from tests.worked_examples.store import NOW, Store

pytestmark = pytest.mark.django_db
LOYAL = 7001
CUPS = {
    "schema": 2,
    "name": "Coffee",
    "currencies": [{"id": "stamps", "one": "stamp", "many": "stamps"}],
    "rewards": [{"id": "coffee", "title": "Free coffee", "kind": "free_product"}],
    "earning": [
        {
            "id": "cup",
            "on": "order_paid",
            "currency": "stamps",
            "award": {"points": 1, "per_item": 1},
            "lines": {"field": "line.title", "is": "Coffee"},
        }
    ],
    "missions": [
        {
            "id": "card",
            "title": "Tenth cup free",
            "goals": [{"count": "stamps", "reach": 10}],
            "award": {"reward": "coffee"},
        }
    ],
}


def held(shop: Store, currency: str) -> int:
    member = by_customer(shop=shop.shop, customer=str(LOYAL))
    assert member is not None
    return balance(shop=shop.shop, member_id=member.pk, now=NOW, currency=currency).available


def cups(shop: Store, count: int) -> dict[str, Any]:
    order = shop.order(*["4.00"] * count)
    for line in order["line_items"]:
        line["title"] = "Coffee"
    shop.send("orders/paid", order)
    return order


def test_the_tenth_cup_is_free_and_its_refund_takes_the_unused_reward_back() -> None:
    shop = Store(CUPS)
    cups(shop, 9)
    assert (held(shop, "stamps"), held(shop, "reward:coffee")) == (9, 0)
    tenth = cups(shop, 1)
    assert (held(shop, "stamps"), held(shop, "reward:coffee")) == (10, 1)
    shop.refund(tenth, lines={0: "4.00"})
    assert (held(shop, "stamps"), held(shop, "reward:coffee")) == (9, 0)
    cups(shop, 12)
    assert (held(shop, "stamps"), held(shop, "reward:coffee")) == (21, 2)
    shop.replays_alike()


def test_a_half_full_card_survives_a_refund_exactly() -> None:
    shop = Store(CUPS)
    order = cups(shop, 4)
    shop.refund(order, lines={1: "4.00"})
    assert (held(shop, "stamps"), held(shop, "reward:coffee")) == (3, 0)
    rewards = Transaction.objects.filter(programme=shop.programme, currency="reward:coffee")
    assert not rewards.exists(), "no reward was ever booked"
    shop.replays_alike()


def test_a_mission_completes_once_however_often_it_is_reached() -> None:
    once = CUPS | {
        "badges": [{"id": "regular", "title": "Regular"}],
        "missions": [
            {
                "id": "regular",
                "title": "Ten cups",
                "goals": [{"count": "stamps", "reach": 10}],
                "times": 1,
                "award": {"badge": "regular"},
            }
        ],
    }
    shop = Store(once)
    cups(shop, 10)
    cups(shop, 15)
    assert held(shop, "badge:regular") == 1
    shop.replays_alike()


def test_three_weeks_in_a_row_are_a_streak_and_a_gap_begins_anew() -> None:
    streak = {"id": "row", "title": "Three weeks", "award": {"points": 50}}
    shop = Store(
        CUPS | {"missions": [streak | {"goals": [{"count": "stamps", "reach": 3, "streak": "week"}]}]}
    )
    for week in (0, 1, 3, 4, 5):
        shop.clock = shop.clock + timedelta(weeks=1 if week != 3 else 2)
        cups(shop, 1)
        assert held(shop, "points") == (50 if week == 5 else 0)
    shop.replays_alike()


def test_a_tier_gives_its_gift_exactly_once_and_takes_it_back_with_the_order() -> None:
    ladder = {
        "by": "spend",
        "window": {"lifetime": True},
        "levels": [
            {"id": "one", "at": "0"},
            {"id": "two", "at": "250.00", "entry_reward": "socks"},
            {"id": "three", "at": "450.00"},
        ],
    }
    shop = Store(
        {
            "schema": 2,
            "name": "Spend",
            "rewards": [{"id": "socks", "title": "Free socks", "kind": "free_product"}],
            "earning": [{"id": "o", "on": "order_paid", "award": {"points": 1, "per": "1.00"}}],
            "tiers": ladder,
        }
    )
    shop.pay("249.99")
    assert held(shop, "reward:socks") == 0
    shop.clock += timedelta(days=1)
    cent = shop.pay("0.01")
    assert held(shop, "reward:socks") == 1
    shop.clock += timedelta(days=1)
    shop.pay("300.00")
    assert held(shop, "reward:socks") == 1
    shop.replays_alike()
    shop.refund(cent, lines={0: "0.01"})
    assert held(shop, "reward:socks") == 1, "549.99 are kept: the level was reached by another order"
    shop.replays_alike()
