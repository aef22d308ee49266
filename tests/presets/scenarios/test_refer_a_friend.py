"""Bring a friend: both sides have money off when the friend's first order is kept, and never otherwise."""

from collections.abc import Callable
from datetime import timedelta

from loyalty.ledger.models import Award
from tests.presets.scenarios.stage import LOYAL, NEWCOMER, Stage

Opened = Callable[[str], Stage]
READY = timedelta(days=15)
BOTH = (LOYAL, NEWCOMER)


def test_both_sides_wait_and_then_have_ten_off(stage: Opened) -> None:
    shop = stage("refer-a-friend")
    shop.pay("30.00", customer=LOYAL)
    shop.refer(friend=NEWCOMER, advocate=LOYAL)
    shop.pay("30.00", customer=NEWCOMER, email="friend@example.com")
    assert [shop.standing(one) for one in BOTH] == [(0, 1030, 0)] * 2
    assert shop.sees(LOYAL)["member"]["pending_text"] == "1,030 points"
    shop.pay("99.00", customer=NEWCOMER, email="friend@example.com")
    shop.at(shop.clock + READY)
    assert [shop.standing(one)[0] for one in BOTH] == [1030, 1129], "the friend's first order only"
    for one in BOTH:
        shop.spend(f"off-{one}", reward="ten-off", customer=one)
    assert shop.replayed()["totals"]["reward_cost_minor"] == 2000


def test_a_friend_who_sends_everything_back_takes_both_sides_back(stage: Opened) -> None:
    shop = stage("refer-a-friend")
    shop.pay("30.00", customer=LOYAL)
    shop.refer(friend=NEWCOMER, advocate=LOYAL)
    order = shop.pay("30.00", customer=NEWCOMER, email="friend@example.com")
    shop.refund(order, lines={0: "30.00"})
    shop.at(shop.clock + READY)
    assert [shop.standing(one) for one in BOTH] == [(30, 0, 0), (0, 0, 0)]
    shop.replayed()


def test_nobody_brings_themselves_or_an_old_customer(stage: Opened) -> None:
    shop = stage("refer-a-friend")
    shop.pay("30.00", customer=LOYAL)
    shop.pay("30.00", customer=NEWCOMER, email="friend@example.com")
    told = list(shop.told)
    shop.refer(friend=LOYAL, advocate=LOYAL)
    shop.refer(friend=NEWCOMER, advocate=LOYAL)
    shop.told = told  # replay would list both as refused
    for one in BOTH:
        shop.pay("50.00", customer=one, email=f"{one}@example.com")
    shop.at(shop.clock + READY)
    assert [shop.standing(one) for one in BOTH] == [(80, 0, 0)] * 2
    assert set(Award.objects.filter(shop=shop.shop, posted__gt=0).values_list("rule", flat=True)) == {"order"}
    shop.replayed()
