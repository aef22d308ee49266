"""Stamp cards: the tenth cup is free, several cards run at once, and refunds leave half-full cards exact."""

from collections.abc import Callable
from typing import Any

import pytest

from loyalty.desk.spending import NotOffered
from tests.presets.scenarios.stage import Stage

Opened = Callable[[str], Stage]
CUP, CAKE = 1, 2
HELD = ("stamps", "bean-stamps", "reward:free-cup", "reward:free-beans")


@pytest.fixture
def cafe(stage: Opened) -> Stage:
    shop = stage("stamps")
    shop.product(CUP, title="Coffee", tags="stamp-card, hot")
    shop.product(CAKE, title="Cake", tags="cold")
    return shop


def has(shop: Stage) -> tuple[int, ...]:
    return tuple(shop.held(one) for one in HELD)


def cups(shop: Stage, count: int) -> dict[str, Any]:
    return shop.buy("4.00", product=CUP, pieces=count)


def test_the_tenth_cup_is_free_and_its_refund_takes_the_unused_one_back(cafe: Stage) -> None:
    cups(cafe, 9)
    assert has(cafe) == (9, 1, 0, 0)
    assert cafe.sees()["member"]["notes"] == [
        "The tenth cup: 9 of 10 stamps",
        "A bag of beans: 1 of 5 bean stamps",
    ]
    tenth = cups(cafe, 1)
    assert has(cafe) == (10, 1, 1, 0)
    assert cafe.sees()["member"]["notes"][:2] == [
        "Yours to claim: A free cup",
        "The tenth cup: 0 of 10 stamps",
    ]
    assert "Yours to claim: A free cup" in cafe.reads()
    cafe.refund(tenth, lines={0: "4.00"})
    assert has(cafe) == (9, 1, 0, 0)
    assert [(one["have"], one["reach"]) for card in cafe.sees()["member"]["cards"] for one in card["goals"]] == [
        (9, 10), (1, 5),
    ]  # fmt: skip
    assert "Yours to claim" not in cafe.reads()
    with pytest.raises(NotOffered, match="only_given"):
        cafe.try_to_spend("free-cup")
    cups(cafe, 2)
    assert has(cafe) == (11, 1, 1, 0), "the next card has begun; 8.00 are less than a bean stamp"
    cafe.replayed()


def test_a_free_cup_that_was_drunk_is_owed_and_the_next_card_settles_it(cafe: Stage) -> None:
    cups(cafe, 9)
    tenth = cups(cafe, 1)
    cafe.spend("cup", reward="free-cup")
    assert has(cafe)[2] == 0
    cafe.refund(tenth, lines={0: "4.00"})
    assert has(cafe)[2] == 0
    cups(cafe, 1)
    assert has(cafe)[2] == 0, "the tenth cup once more: it was had already"
    cups(cafe, 10)
    assert has(cafe)[2] == 1
    cafe.replayed()


def test_two_cards_fill_at_once_and_only_what_counts_is_stamped(cafe: Stage) -> None:
    cafe.buy("25.00", product=CAKE)
    assert has(cafe) == (0, 1, 0, 0)
    order = cafe.order("4.00", "76.00")
    order["line_items"][0]["product_id"], order["line_items"][1]["product_id"] = CUP, CAKE
    cafe.send("orders/paid", order)
    assert has(cafe) == (1, 5, 0, 1)
    cafe.refund(order, lines={1: "76.00"})
    assert has(cafe) == (1, 1, 0, 0), "4.00 are kept of it: no bean stamp, and the bag goes back"
    cafe.replayed()


def test_a_half_full_card_survives_a_refund_exactly(cafe: Stage) -> None:
    first = cups(cafe, 3)
    cups(cafe, 2)
    cafe.refund(first, lines={1: "4.00"})
    assert has(cafe) == (4, 0, 0, 0)
    cups(cafe, 6)
    assert has(cafe) == (10, 1, 1, 0)
    cafe.replayed()
