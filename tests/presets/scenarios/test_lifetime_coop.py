"""Membership for life: paid once, a tenth back on what is kept, and still there after the app was away."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.desk.spending import NotOffered
from loyalty.shops.models import Installation
from tests.presets.scenarios.stage import LOYAL, NEWCOMER, Stage

Opened = Callable[[str], Stage]
TAGS = ["member-classes", "member-garage-sale"]
WAIT = timedelta(days=15)
SKU, FEE = "COOP-LIFE", "20.00"


def test_a_tenth_comes_back_of_what_members_keep(stage: Opened) -> None:
    shop = stage("lifetime-coop")
    before = shop.pay("80.00")
    shop.subscribe(SKU, FEE)
    assert (shop.plans(), shop.tags()) == (("lifetime",), TAGS)
    assert shop.standing() == (0, 0, 0), "nothing for the fee, nor for what was bought before"
    order = shop.pay("64.90", "20.00")
    assert shop.points_of(order) == 849
    shop.refund(order, lines={1: "20.00"})
    assert (shop.points_of(order), shop.points_of(before)) == (649, 0), "10 % of the goods that are kept"
    assert shop.points_of(shop.pay("64.90", customer=NEWCOMER)) == 0
    shop.at(shop.clock + WAIT)
    assert shop.standing() == (649, 0, 0)
    [plan] = shop.sees()["member"]["plans"]
    assert [perk["title"] for perk in plan["perks"]] == [
        "Members' garage sale",
        "Classes at the members' price",
    ]
    shop.replayed()


def test_the_share_is_taken_in_the_members_own_steps(stage: Opened) -> None:
    shop = stage("lifetime-coop")
    shop.subscribe(SKU, FEE)
    shop.pay("84.90")
    shop.at(shop.clock + WAIT)
    with pytest.raises(NotOffered, match="choice"):
        shop.try_to_spend("dividend", points=400)
    with pytest.raises(NotOffered, match="choice"):
        shop.try_to_spend("dividend", points=650)
    assert shop.standing() == (849, 0, 0)
    shop.spend("share", reward="dividend", points=800)
    assert shop.standing() == (49, 0, 0)
    assert shop.replayed()["totals"]["reward_cost_minor"] == 800


def test_a_member_for_life_is_one_after_the_app_was_away(stage: Opened) -> None:
    shop = stage("lifetime-coop")
    shop.subscribe(SKU, FEE)
    shop.send("app/uninstalled", {"id": 1, "myshopify_domain": shop.shop.domain})
    assert not Installation.objects.filter(shop=shop.shop, uninstalled_at=None).exists()
    shop.at(shop.clock + timedelta(days=400))
    Installation.objects.create(shop=shop.shop, installed_at=shop.clock, installed_by="owner")
    order = shop.pay("64.90")
    assert (shop.plans(), shop.tags(), shop.points_of(order)) == (("lifetime",), TAGS, 649)
    shop.sleep(shop.clock + timedelta(days=3))
    assert shop.plans() == ("lifetime",)
    shop.replayed()


def test_a_fee_that_was_paid_back_ends_it(stage: Opened) -> None:
    shop = stage("lifetime-coop")
    fee = shop.subscribe(SKU, FEE)
    earned = shop.pay("50.00")
    shop.refund(fee, lines={0: FEE})
    assert (shop.plans(), shop.tags()) == ((), [])
    assert [shop.points_of(one) for one in (earned, shop.pay("50.00"))] == [500, 0]
    assert shop.sees(LOYAL)["member"]["plans"] == []
    shop.replayed()
