"""A pass for experiences: ten seats and not one more, whoever comes at once; early access by a tag."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.desk import spending
from loyalty.desk.spending import NotOffered
from loyalty.rewards.models import Redemption, Stock
from tests.concurrency.test_settling import at_once
from tests.presets.scenarios.doing import does
from tests.presets.scenarios.stage import LOYAL, NEWCOMER, Stage

Opened = Callable[[str], Stage]
WALK, SEATS = "guided-walk", 10
GROUP = range(7001, 7001 + SEATS + 1)


def gathered(shop: Stage) -> None:
    """Eleven people with 500 points each."""
    for customer in GROUP:
        shop.pay("500.00", customer=customer, email=f"{customer}@example.com")


def test_ten_have_a_seat_and_the_eleventh_keeps_the_points(stage: Opened) -> None:
    shop = stage("outdoor-pass")
    gathered(shop)
    *ten, eleventh = GROUP
    for customer in ten:
        shop.spend(f"seat-{customer}", reward=WALK, session="spring-walk", customer=customer)
    with pytest.raises(NotOffered, match="no_seats"):
        shop.try_to_spend(WALK, customer=eleventh, session="spring-walk")
    assert shop.standing(eleventh) == (500, 0, 0)
    assert {shop.standing(one) for one in ten} == {(0, 0, 0)}
    assert Redemption.objects.count() == SEATS
    shop.join(eleventh)
    [walk] = [one for one in shop.sees(eleventh)["redeem"]["offers"] if one["id"] == WALK]
    assert walk["can"], "the autumn has seats"
    shop.spend("autumn", reward=WALK, session="autumn-walk", customer=eleventh)
    assert shop.standing(eleventh) == (0, 0, 0)
    shop.replayed()


@pytest.mark.django_db(transaction=True)
def test_eleven_hands_at_once_take_ten_seats(stage: Opened) -> None:
    shop = stage("outdoor-pass")
    gathered(shop)
    members = {customer: shop.member(customer) for customer in GROUP}
    refused: dict[int, str] = {}

    def take(customer: int) -> None:
        try:
            spending.redeem(shop=shop.shop, member_id=members[customer], reward=WALK, key=f"seat-{customer}",
                            session="spring-walk", actor="member", now=shop.clock)  # fmt: skip
        except NotOffered as no:
            refused[customer] = no.why["code"]

    at_once([lambda one=one: take(one) for one in GROUP], hands=len(GROUP))  # type: ignore[misc]
    assert Stock.objects.get(reward=WALK, session="spring-walk").taken == SEATS
    [left_out] = refused
    assert refused[left_out] == "no_seats"
    assert [shop.standing(one)[0] for one in GROUP] == [500 if one == left_out else 0 for one in GROUP]


def test_a_seat_that_was_given_back_is_the_next_ones(stage: Opened) -> None:
    shop = stage("outdoor-pass")
    gathered(shop)
    *ten, eleventh = GROUP
    for customer in ten:
        spending.redeem(shop=shop.shop, member_id=shop.member(customer), reward=WALK, key=f"seat-{customer}",
                        session="spring-walk", actor="member", now=shop.clock)  # fmt: skip
    spending.released(shop=shop.shop, key=f"seat-{LOYAL}", why="undone", actor="member", now=shop.clock)
    assert shop.standing(LOYAL) == (500, 0, 0)
    shop.try_to_spend(WALK, customer=eleventh, session="spring-walk")
    assert shop.standing(eleventh) == (0, 0, 0)


def test_coming_along_counts_and_opens_early_access(stage: Opened) -> None:
    shop = stage("outdoor-pass")
    shop.pay("890.00")
    shop.pay("10.00", customer=NEWCOMER)
    assert does(shop, "app-install", "app") == 50
    assert does(shop, "app-install", "app-again") == 0
    assert [does(shop, "check-in", key) for key in ("one", "two")] == [10, 0]
    assert (shop.sees()["member"]["tier"]["id"], shop.tags()) == ("pass", [])
    assert shop.standing() == (950, 0, 0)
    shop.at(shop.clock + timedelta(days=1))
    assert does(shop, "event", "market") == 100
    assert does(shop, "event", "market") == 0, "told twice, paid once"
    assert (shop.tags(), shop.tags(NEWCOMER)) == (["early-access"], [])
    told = shop.sees()["member"]
    assert (told["available"], told["tier"]["title"]) == (1050, "Guide")
    shop.replayed()
