"""A history file: any order, duplicates, people who merge, leave and claim; and looks into the middle."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from tests.laws.world import START, rules
from tests.replay.shop import PaperShop, points

FIVE_OFF = {"id": "five-off", "kind": "amount_off", "cost": 100, "amount": "5.00"}
HELD = rules(points=1, hold_days=14) | {
    "points": {"value": "0.05"},
    "rewards": [FIVE_OFF],
    "expiry": {"per": "lot", "months": 12, "end_of": "month"},
}


@pytest.fixture
def shop(tmp_path: Path) -> PaperShop:
    return PaperShop(rules(points=1) | {"points": {"value": "0.05"}, "rewards": [FIVE_OFF]}, tmp_path)


def busy(folder: Path) -> PaperShop:
    """A few weeks of a small shop, nothing of it at the same moment."""
    made = PaperShop(HELD, folder)
    for customer in range(1, 6):
        made.activity("joined", customer)
        made.wait(minutes=1)
        order = made.pay("80.00", "40.00", customer=customer)
        made.wait(days=20)
        made.redeem("five-off", f"k{customer}", customer, order=order)
        if customer % 2:
            made.refund(order, lines={1: "40.00"})
        made.wait(days=1)
    made.merge(kept=1, gone=2)
    made.wait(days=1)
    made.customer(3, "may@example.com")
    made.wait(days=1)
    made.pay("30.00", customer=2)
    return made


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_lines_and_doubled_lines_make_no_difference(tmp_path: Path, seed: int) -> None:
    shop = busy(tmp_path)
    plain = shop.answer()
    rng = random.Random(seed)
    # a refund's two messages share a moment: which of them is told first must not matter either
    shop.lines = shop.lines + rng.sample(shop.lines, len(shop.lines) // 2)
    rng.shuffle(shop.lines)
    assert shop.answer() == plain
    assert plain["refused"] == []


def test_the_members_and_the_sums_say_what_happened(tmp_path: Path) -> None:
    told = busy(tmp_path).answer()
    totals = told["totals"]
    assert totals["issued"] == 5 * 100 + 5 * 120 + 30
    assert totals["reversed"] == 3 * 40
    assert totals["redeemed"] == 2 * 100 + 3 * 67, "33 of 100 points came back with a third of the goods"
    assert totals["outstanding"] == sum(
        one["available"] + one["pending"] + one["reserved"] - one["debt"] for one in told["members"]
    )
    assert totals["issued"] - totals["reversed"] - totals["redeemed"] == totals["outstanding"]
    assert totals["sales_minor"] == 5 * 12_000 - 3 * 4_000 + 3_000
    assert totals["reward_cost_minor"] == 2 * 500 + 3 * 335
    assert totals["liability_minor"] == totals["outstanding"] * 5
    assert totals["effective_return"] == "0.099020"


def test_without_a_value_of_a_point_nothing_is_claimed_about_money(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    shop.pay("10.00")
    totals = shop.answer()["totals"]
    assert (totals["liability_minor"], totals["effective_return"]) == (None, None)


def test_a_look_into_the_middle_finds_points_held_then_available_then_expired(tmp_path: Path) -> None:
    shop = PaperShop(HELD, tmp_path)
    shop.pay("100.00")
    shop.wait(days=3000)
    shop.pay("1.00")

    def at(**time: int) -> tuple[int, int, int]:
        [one] = shop.answer(as_of=START + timedelta(**time))["members"]
        return one["available"], one["pending"], one["expired"]

    assert at(days=13) == (0, 100, 0)
    assert at(days=14) == (100, 0, 0)
    assert at(days=394) == (100, 0, 0)
    assert at(days=397) == (0, 0, 100)
    assert shop.answer(as_of=START - timedelta(days=1))["members"] == []


def test_a_guest_collects_and_a_verified_address_claims_on_joining(shop: PaperShop) -> None:
    shop.send("orders/paid", shop.order("50.00", customer=None, email="May@Example.com "))
    shop.customer(66, "may@example.com", verified=False)
    shop.activity("joined", 66)
    shop.customer(8, "may@example.com")
    assert shop.answer()["members"][0]["member"] == "guest:1"
    assert shop.has(8)["available"] == 0, "nothing is claimed before joining"
    shop.wait(minutes=1)
    shop.activity("sign_up", 8)
    assert shop.has(8)["available"] == 150
    assert shop.has(66)["available"] == 100, "the cheat has the welcome and nothing of May's"


def test_an_order_without_anybody_earns_nothing_and_still_counts_as_sold(shop: PaperShop) -> None:
    shop.send("orders/paid", shop.order("50.00", customer=None, email=""))
    told = shop.answer()
    assert told["members"] == []
    assert (told["totals"]["issued"], told["totals"]["sales_minor"]) == (0, 5_000)


def test_who_was_erased_is_nameless_and_cannot_collect_the_welcome_again(shop: PaperShop) -> None:
    shop.activity("joined")
    order = shop.pay("50.00")
    shop.wait(minutes=1)
    shop.send("customers/redact", {"shop_domain": "x.myshopify.com", "customer": {"id": 7001}})
    shop.refund(order, lines={0: "50.00"})
    shop.wait(minutes=1)
    shop.activity("joined")
    told = shop.answer()
    assert told["refused"] == []
    assert [one["member"] for one in told["members"]] == ["guest:1", "gid://shopify/Customer/7001"]
    assert shop.has()["available"] == 0
    assert "7001" not in str(told["members"][0])


def test_points_that_are_not_there_and_rewards_that_are_not_sold_are_refused(shop: PaperShop) -> None:
    shop.pay("120.00")
    shop.wait(minutes=1)
    shop.redeem("five-off", "k1")
    shop.redeem("five-off", "k1")
    shop.redeem("five-off", "k2")
    shop.redeem("free-car", "k3")
    shop.redeem("five-off", "k4", customer=99)
    told = shop.answer()
    [one] = told["members"]
    assert (one["spent"], one["available"]) == (100, 20)
    assert [(refusal["line"], refusal["reason"]) for refusal in told["refused"]] == [
        (4, "reward: 'five-off' costs 100 points, 20 are available"),
        (5, "reward: the programme has none called 'free-car'"),
        (6, "member: customer 99 is not known, and has no points"),
    ]


def test_only_the_first_order_of_a_brought_friend_pays_and_nobody_brings_themselves(tmp_path: Path) -> None:
    referral = {"advocate": {"points": 300}, "friend": {"points": 200}}
    shop = PaperShop(rules(points=1) | {"referral": referral}, tmp_path)
    gid = "gid://shopify/Customer/"
    shop.activity("referred", 2, advocate=f"{gid}1")
    shop.activity("referred", 2, advocate=f"{gid}3")
    shop.activity("referred", 1, advocate=f"{gid}2")
    shop.activity("referred", 4, advocate=f"{gid}4")
    for _ in range(2):
        shop.pay("10.00", customer=2)
        shop.wait(minutes=1)
    assert (shop.has(1)["available"], shop.has(2)["available"]) == (300, 220)
    assert [one["line"] for one in shop.refused] == [2, 3, 4]


def test_merges_chain_and_late_facts_follow(shop: PaperShop) -> None:
    shop.pay("10.00", customer=1)
    shop.wait(minutes=1)
    shop.merge(kept=2, gone=1)
    shop.wait(minutes=1)
    shop.merge(kept=3, gone=2)
    shop.wait(minutes=1)
    shop.pay("5.00", customer=1)
    assert points(shop.has(3)) == (15, 0, 0)
    assert len(shop.answer()["members"]) == 1
