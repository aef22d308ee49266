"""A currency of your own: one buck, two bucks, everywhere the shopper looks."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.ledger.adjust import NotEnough
from loyalty.programmes.preset import PRESETS
from tests.presets.scenarios.doing import does
from tests.presets.scenarios.stage import NEWCOMER, Stage

Opened = Callable[[str], Stage]
READY = timedelta(days=15)
POINT = re.compile(r"\bpoints?\b", re.IGNORECASE)


def test_one_is_a_buck_and_two_are_bucks_everywhere_the_shopper_looks(stage: Opened) -> None:
    shop = stage("brand-bucks")
    shop.pay("0.20")
    shop.at(shop.clock + READY)
    assert shop.sees()["member"]["available_text"] == "1 buck"
    shop.pay("0.20")
    assert shop.sees()["member"]["pending_text"] == "1 buck"
    shop.at(shop.clock + READY)
    shop.join()
    told = shop.sees()
    assert told["member"]["available_text"] == "102 bucks"
    assert (told["programme"]["one"], told["programme"]["many"]) == ("buck", "bucks")
    assert [way["text"] for way in told["earn"]] == ["5 bucks per $1", "50 bucks", "25 bucks"]
    assert "5 bucks per $1 on $0.20 of goods" in shop.reads()
    quote = shop.ask("quote", amount="6490", currency="USD").json()
    assert quote == {"points": 324, "text": "Earn 324 bucks with this"}
    shop.replayed()


def test_nowhere_does_a_shopper_read_of_points(stage: Opened) -> None:
    shop = stage("brand-bucks")
    order = shop.pay("150.00", "20.20")
    shop.refund(order, lines={1: "20.20"})
    shop.join()
    shop.at(shop.clock + READY)
    shop.spend("balm", reward="five-off")
    told = shop.sees()
    said = {name: told[name] for name in ("programme", "member", "earn")}
    lines = [[line[name] for name in ("title", "why", "steps", "points_text")] for line in told["history"]]
    values = [*re.findall(r': "([^"]*)"', json.dumps(said)), json.dumps(lines)]
    assert [value for value in values if POINT.search(value)] == []
    page = re.sub(r"<[^>]*>", " ", shop.reads())
    assert POINT.findall(page) == []
    visitor = re.sub(r"<[^>]*>", " ", shop.reads(""))
    assert POINT.findall(visitor) == []
    shop.replayed()


def test_who_has_none_yet_or_owes_some_reads_of_bucks_too(stage: Opened) -> None:
    shop = stage("brand-bucks")
    assert POINT.findall(re.sub(r"<[^>]*>", " ", shop.reads(NEWCOMER))) == []
    order = shop.pay("100.00")
    shop.at(shop.clock + READY)
    shop.spend("off", reward="five-off")
    shop.refund(order, lines={0: "100.00"})
    page = re.sub(r"<[^>]*>", " ", shop.reads())
    assert "500 bucks come off what you earn next" in page
    assert POINT.findall(page) == []
    shop.replayed()


def test_bucks_buy_products_and_surprises(stage: Opened) -> None:
    shop = stage("brand-bucks")
    shop.pay("400.00")
    shop.at(shop.clock + READY)
    shop.spend("product", reward="lip-balm")
    assert shop.standing() == (1200, 0, 0)
    shop.spend("gift", reward="surprise")
    assert shop.standing() == (0, 0, 0)
    with pytest.raises(NotEnough):
        shop.try_to_spend("five-off")
    shop.replayed()


def test_following_pays_once_and_sharing_once_a_week(stage: Opened) -> None:
    shop = stage("brand-bucks")
    shop.join()
    assert [does(shop, "follow", key, proof="self_declared") for key in ("f1", "f2")] == [50, 0]
    assert [does(shop, "share", key, proof="self_declared") for key in ("s1", "s2")] == [25, 0]
    assert shop.standing() == (100, 75, 0)
    shop.at(shop.clock + timedelta(days=7))
    assert does(shop, "share", "s3", proof="self_declared") == 25
    assert does(shop, "follow", "f3", proof="self_declared") == 0
    shop.at(shop.clock + READY)
    assert shop.sees()["member"]["available_text"] == "200 bucks"
    shop.replayed()


def test_another_name_needs_no_code(stage: Opened) -> None:
    document = json.loads((PRESETS / "brand-bucks.json").read_text())["document"]
    document["points"] |= {"one": "leaf", "many": "leaves"}
    shop = stage("brand-bucks")
    shop.publish(document, at=shop.clock)
    shop.pay("0.20")
    assert shop.sees()["member"]["pending_text"] == "1 leaf"
