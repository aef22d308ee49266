"""Replay says everybody's tier as of the moment it is asked for."""

from pathlib import Path

from tests.laws.world import rules
from tests.replay.shop import PaperShop

TIERS = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "member", "at": "0"}, {"id": "gold", "at": "250.00"}],
}


def test_whoever_kept_enough_is_gold_and_a_refund_takes_it_back(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1) | {"tiers": TIERS}, tmp_path)
    shop.pay("250.00", customer=1)
    back = shop.pay("200.00", "100.00", customer=2)
    shop.pay("249.99", customer=3)
    shop.wait(days=1)
    shop.refund(back, lines={1: "100.00"})
    tiers = {one["member"].rpartition("/")[2]: one["tier"] for one in shop.answer()["members"]}
    assert tiers == {"1": "gold", "2": "member", "3": "member"}


def test_a_programme_without_tiers_names_none(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    shop.pay("250.00", customer=1)
    assert [one["tier"] for one in shop.answer()["members"]] == [None]
