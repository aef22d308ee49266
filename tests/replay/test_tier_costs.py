"""A replayed reward costs whoever has a tier what that tier pays, as at the desk."""

from pathlib import Path

from tests.laws.world import rules
from tests.replay.shop import PaperShop

TIERS = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "member", "at": "0"}, {"id": "gold", "at": "250.00"}],
}
REWARD = {"id": "five", "kind": "amount_off", "cost": 80, "amount": "5.00", "tier_costs": {"gold": 60}}


def test_gold_pays_less_and_pays_in_full_once_goods_that_made_it_gold_went_back(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1) | {"schema": 2, "tiers": TIERS, "rewards": [REWARD]}, tmp_path)
    shop.pay("150.00")
    shop.wait(hours=1)
    shop.redeem("five", "as-member")
    shop.wait(hours=1)
    order = shop.pay("150.00")
    shop.wait(hours=1)
    shop.redeem("five", "as-gold")
    shop.wait(hours=1)
    shop.refund(order, lines={0: "150.00"})
    assert shop.has()["spent"] == 140
    shop.wait(hours=1)
    shop.pay("90.00")
    shop.wait(hours=1)
    shop.redeem("five", "as-member-again")
    assert shop.has()["spent"] == 220
    assert shop.refused == []


def test_whoever_has_only_the_lower_price_and_no_tier_is_refused(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1) | {"schema": 2, "tiers": TIERS, "rewards": [REWARD]}, tmp_path)
    shop.pay("60.00")
    shop.wait(hours=1)
    shop.redeem("five", "too-early")
    assert shop.has()["spent"] == 0
    assert [one["reason"] for one in shop.refused] == ["reward: 'five' costs 80 points, 60 are available"]
