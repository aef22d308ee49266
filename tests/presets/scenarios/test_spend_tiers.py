"""Levels by spend: 249.99 is the first, one cent more the second with its free product, exactly once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.desk.spending import NotOffered
from loyalty.ledger.models import Transaction
from loyalty.tiers.perks import NoSuchPerk, UsedUp, use_perk
from tests.presets.scenarios.stage import NEWCOMER, Stage

Opened = Callable[[str], Stage]
GIFT = "reward:entry-gift"
DAY = timedelta(days=1)


def test_one_cent_makes_the_second_level_and_its_gift_comes_once(stage: Opened) -> None:
    shop = stage("spend-tiers")
    shop.pay("249.99")
    shop.at(shop.clock + DAY)
    assert (shop.level(), shop.held(GIFT)) == ("first", 0)
    assert shop.sees()["member"]["tier"]["next"]["text"] == "$0.01 to Second"
    assert not Transaction.objects.filter(currency=GIFT).exists()
    shop.pay("0.01")
    shop.at(shop.clock + DAY)
    assert (shop.level(), shop.held(GIFT)) == ("second", 1)
    told = shop.sees()["member"]
    assert told["tier"]["title"] == "Second"
    assert [one["text"] for one in told["ready"]] == ["Yours to claim: Welcome to the second level"]
    shop.pay("199.99")
    shop.at(shop.clock + DAY)
    assert (shop.level(), shop.held(GIFT)) == ("second", 1)
    shop.pay("0.01")
    shop.at(shop.clock + DAY)
    assert (shop.level(), shop.held(GIFT)) == ("third", 1)
    assert Transaction.objects.filter(currency=GIFT).count() == 1
    shop.replayed()


def test_the_gift_is_claimed_once(stage: Opened) -> None:
    shop = stage("spend-tiers")
    shop.pay("250.00")
    shop.spend("gift", reward="entry-gift")
    with pytest.raises(NotOffered, match="only_given"):
        shop.try_to_spend("entry-gift")
    assert shop.held(GIFT) == 0
    shop.replayed()


def test_who_sends_the_cent_back_gives_the_gift_back(stage: Opened) -> None:
    shop = stage("spend-tiers")
    shop.pay("249.99")
    cent = shop.pay("0.01")
    shop.refund(cent, lines={0: "0.01"})
    assert shop.held(GIFT) == 0
    shop.replayed()


def test_everybody_who_joins_is_at_the_first_level(stage: Opened) -> None:
    shop = stage("spend-tiers")
    shop.join(NEWCOMER)
    assert shop.level(NEWCOMER) == "first"
    assert shop.sees(NEWCOMER)["member"]["tier"]["text"] == "First: $250.00 to Second"
    shop.replayed()


def test_the_third_level_has_four_seasonal_offers_a_year(stage: Opened) -> None:
    shop = stage("spend-tiers")
    shop.pay("300.00")
    who = shop.member()
    with pytest.raises(NoSuchPerk):
        use_perk(
            shop=shop.shop, member_id=who, perk="seasonal-offer", key="early", by="staff", now=shop.clock
        )
    shop.pay("150.00")
    for number in range(4):
        shop.at(shop.clock + DAY)
        use_perk(
            shop=shop.shop, member_id=who, perk="seasonal-offer", key=str(number), by="staff", now=shop.clock
        )
    with pytest.raises(UsedUp):
        use_perk(
            shop=shop.shop, member_id=who, perk="seasonal-offer", key="fifth", by="staff", now=shop.clock
        )
    assert shop.sees()["member"]["tier"]["perks"][0]["left_text"] == "0 left"
    shop.replayed()
