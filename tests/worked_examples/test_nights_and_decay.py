"""Tiers by nights, and points that are worth less by age, for the accountant; live and in replay."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.desk.tiers import tier
from loyalty.engine.document import BadDocument, parse
from loyalty.members.find import by_customer
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
RATE = {"id": "order", "on": "order_paid", "award": {"points": 1, "per": "1.00"}}
NIGHTS: dict[str, Any] = {
    "schema": 2,
    "name": "Nights",
    "currencies": [{"id": "nights", "one": "night", "many": "nights"}],
    "earning": [
        RATE,
        {
            "id": "night",
            "on": "order_paid",
            "currency": "nights",
            "award": {"points": 1, "per_item": 1},
            "lines": {"field": "line.title", "is": "Night"},
        },
    ],
    "tiers": {
        "by": "activity",
        "counter": "nights",
        "window": {"calendar_year": True},
        "levels": [
            {"id": "guest", "at": "0"},
            {"id": "silver", "at": 3, "multiplier": "2"},
        ],
    },
}


def stay(shop: Store, nights: int) -> dict[str, Any]:
    order = shop.order(*["100.00"] * nights)
    for line in order["line_items"]:
        line["title"] = "Night"
    shop.send("orders/paid", order)
    shop.clock += timedelta(days=1)
    return order


def level(shop: Store) -> str:
    member = by_customer(shop=shop.shop, customer="7001")
    assert member is not None
    told = tier(shop=shop.shop, member_id=member.pk, at=shop.clock)
    assert told is not None
    return told.level


def test_nights_make_the_tier_and_a_cancelled_stay_takes_it_back() -> None:
    shop = Store(NIGHTS)
    stay(shop, 2)
    shop.pay("900.00")
    assert level(shop) == "guest", "money makes no nights"
    third = stay(shop, 1)
    assert level(shop) == "silver"
    assert shop.has().available == 200 + 900 + 100
    stay(shop, 1)
    assert shop.has().available == 1200 + 200
    shop.cancel(third)
    assert level(shop) == "silver", "three nights are left"
    shop.replays_alike()


def test_a_counter_must_be_one_of_the_programmes_currencies() -> None:
    with pytest.raises(BadDocument) as bad:
        parse(
            {
                **NIGHTS,
                "tiers": {
                    "by": "activity",
                    "counter": "night",
                    "window": {"lifetime": True},
                    "levels": [{"id": "a", "at": "0"}],
                },
            }
        )
    assert bad.value.errors == [
        ("tiers.counter", "there is no currency 'night' in this programme; did you mean 'nights'?")
    ]


def test_a_quarter_is_gone_after_six_months_and_the_rest_after_twelve() -> None:
    expiry = {"per": "lot", "months": 12, "without_notice": True, "decay": [{"months": 6, "percent": 25}]}
    shop = Store({"schema": 2, "name": "Club", "earning": [RATE], "expiry": expiry})
    order = shop.pay("101.00")
    lots = shop.open_lots()
    assert [points for points, _ in lots] == [25, 76]
    early, late = (end for _, end in lots)
    assert early is not None
    assert late is not None
    assert shop.has(now=early - timedelta(seconds=1)).available == 101
    assert shop.has(now=early).available == 76
    assert shop.has(now=late).available == 0
    shop.refund(order, "1.00")
    assert shop.has(now=early).available == 75, "the quarter had expired; the rest is one less"


@pytest.mark.parametrize(
    "decay",
    [[{"months": 12, "percent": 25}], [{"months": 1, "percent": 60}, {"months": 2, "percent": 60}]],
)
def test_decay_takes_less_than_all_and_before_the_rest(decay: list[dict[str, int]]) -> None:
    with pytest.raises(BadDocument, match="decay takes less than all"):
        parse({"schema": 2, "name": "C", "expiry": {"per": "lot", "months": 12, "decay": decay}})
