"""The yearly club: tiers by calendar year, a birthday gift once a year that no edit doubles, invitations from gold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.desk.spending import NotOffered
from loyalty.members.models import Birthday
from tests.presets.scenarios.stage import LOYAL, NEWCOMER, Stage

Opened = Callable[[str], Stage]
GIFT = "reward:birthday-gift"


def day(year: int, month: int, of: int) -> datetime:
    return datetime(year, month, of, 17, tzinfo=UTC)


def test_what_is_spent_in_a_calendar_year_makes_the_level_of_this_and_the_next(stage: Opened) -> None:
    shop = stage("annual-spend-club")
    shop.at(day(2026, 12, 30)).pay("299.99")
    shop.at(day(2027, 1, 2)).pay("0.01")
    assert shop.level() == "member", "299.99 of last year and a cent of this"
    seen = []
    for price in ("299.98", "0.01", "499.99", "0.01", "1199.99", "0.01"):
        shop.pay(price)
        shop.at(shop.clock + timedelta(days=1))
        seen.append(shop.level())
    assert seen == ["member", "silver", "silver", "gold", "gold", "platinum"]
    assert shop.sees()["member"]["tier"]["title"] == "Platinum"
    shop.sleep(day(2028, 12, 31))
    assert shop.level() == "platinum"
    shop.sleep(day(2029, 1, 2))
    assert shop.level() == "member"
    shop.replayed()


def test_gold_members_are_invited_and_those_who_fall_are_not(stage: Opened) -> None:
    shop = stage("annual-spend-club")
    order = shop.pay("800.00")
    assert shop.tags() == ["club-gold"]
    assert [perk["title"] for perk in shop.sees()["member"]["tier"]["perks"]] == ["Invitations"]
    shop.refund(order, lines={0: "800.00"})
    assert (shop.level(), shop.tags()) == ("member", [])
    shop.replayed()


def test_the_birthday_gift_comes_once_a_year(stage: Opened) -> None:
    shop = stage("annual-spend-club")
    shop.join()
    told = shop.born(5, 9)
    assert "Yours: May 9." in str(told["earn"])
    shop.sleep(day(2026, 5, 8))
    assert shop.held(GIFT) == 0
    shop.sleep(day(2026, 5, 9))
    assert shop.held(GIFT) == 1
    shop.spend("gift", reward="birthday-gift")
    shop.sleep(day(2026, 12, 31))
    assert shop.held(GIFT) == 0
    with pytest.raises(NotOffered, match="only_given"):
        shop.try_to_spend("birthday-gift")
    shop.sleep(day(2027, 5, 9))
    assert shop.held(GIFT) == 1
    shop.replayed()


def test_a_birthday_once_told_is_locked_and_moves_no_gift(stage: Opened) -> None:
    shop = stage("annual-spend-club")
    shop.join()
    shop.born(2, 1)
    shop.sleep(day(2026, 2, 1))
    assert shop.held(GIFT) == 1
    refused = shop.born(2, 3, answered=409)
    assert refused["error"]["code"] == "birthday_locked"
    assert list(Birthday.objects.values_list("month", "day")) == [(2, 1)]
    shop.sleep(day(2026, 2, 4))
    assert shop.held(GIFT) == 1
    shop.replayed()


def test_each_member_has_their_own_day_and_guests_have_none(stage: Opened) -> None:
    shop = stage("annual-spend-club")
    shop.join(LOYAL)
    shop.born(3, 1, LOYAL)
    assert shop.born(3, 1, NEWCOMER, answered=409)["error"]["code"] == "join_first"
    shop.pay("300.00", customer=NEWCOMER)
    shop.sleep(day(2026, 3, 2))
    assert (shop.held(GIFT, LOYAL), shop.held(GIFT, NEWCOMER)) == (1, 0)
    shop.replayed()
