"""What a history file says of products, at every moment of it."""

from pathlib import Path
from typing import Any

import pytest

from loyalty.engine.goods import GONE, UNKNOWN, ProductFacts
from loyalty.insight.history import History
from loyalty.insight.lines import Lines
from loyalty.insight.shelf import Shelf
from tests.laws.world import START, rules
from tests.replay.shop import PaperShop


@pytest.fixture
def shop(tmp_path: Path) -> PaperShop:
    return PaperShop(rules(points=1), tmp_path)


def product(shop: PaperShop, number: int = 1, **given: Any) -> None:
    told = {"id": number, "updated_at": "2026-01-01T00:00:00Z", "product_type": "Tea", "vendor": "Leaf"}
    shop.send("products/update", told | given)


def shelf(shop: PaperShop) -> tuple[Shelf, History]:
    shop.answer()
    lines = Lines(shop.file)
    lines.index(lambda done: None)
    history = History(lines, currency=None, timezone="UTC")
    return history.goods(), history


def test_an_order_sees_its_products_as_they_were_then(shop: PaperShop) -> None:
    product(shop, tags="organic")
    first = shop.clock
    shop.wait(days=2)
    product(shop, tags="organic, sale")
    found, _ = shelf(shop)
    assert found.of(["1"], first)["1"].tags == ("organic",)
    assert found.of(["1"], shop.clock)["1"].tags == ("organic", "sale")


def test_before_its_first_telling_a_product_is_as_that_one_says(shop: PaperShop) -> None:
    shop.wait(days=9)
    product(shop)
    assert shelf(shop)[0].of(["1", "2"], START) == {
        "1": ProductFacts(type="Tea", vendor="Leaf"),
        "2": UNKNOWN,
    }


def test_collections_stay_as_they_were_last_told(shop: PaperShop) -> None:
    product(shop, collections=[{"id": 7, "handle": "teas"}])
    shop.wait(days=1)
    product(shop, tags="new")
    assert shelf(shop)[0].of(["1"], shop.clock)["1"].collections == ("7", "teas")


def test_a_deleted_product_is_gone_from_then_on(shop: PaperShop) -> None:
    product(shop)
    before = shop.clock
    shop.wait(days=1)
    shop.send("products/delete", {"id": 1})
    found, _ = shelf(shop)
    assert found.of(["1"], before)["1"].type == "Tea"
    assert found.of(["1"], shop.clock)["1"] == GONE


def test_lines_about_products_change_no_points_and_bad_ones_are_refused_once(shop: PaperShop) -> None:
    shop.activity("joined")
    shop.wait(minutes=1)
    shop.pay("80.00")
    plain = shop.answer()
    shop.wait(minutes=1)
    product(shop)
    shop.send("collections/update", {"id": 7})
    shop.wait(minutes=1)
    shop.send("products/update", {"id": "none"})
    told = shop.answer()
    assert told["members"] == plain["members"]
    assert [one["reason"][:2] for one in told["refused"]] == ["id"]
    found, history = shelf(shop)
    assert history.lines.refused == []
    assert found.of(["1"], shop.clock)["1"].type == "Tea"
