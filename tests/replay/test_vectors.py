"""The accountant's vectors, through a history file and the replay of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loyalty.engine.reasons import line_points, recompute
from tests.laws.world import START, rules
from tests.replay.shop import PaperShop, points

FIVE_OFF = {"id": "five-off", "kind": "amount_off", "cost": 80, "amount": "5.00"}


def test_v1_ten_refunds_of_9_99_on_100_00_at_one_per_ten(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1, per="10.00"), tmp_path)
    order = shop.pay("100.00")
    for _ in range(10):
        shop.refund(order, "9.99")
    has = shop.has()
    assert (has["earned"], has["reversed"], has["available"]) == (10, 10, 0)


def test_v2_twenty_refunds_of_half_a_dollar_take_back_exactly_ten(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.pay("10.00")
    for _ in range(20):
        shop.refund(order, "0.50")
    has = shop.has()
    assert (has["earned"], has["reversed"], has["available"]) == (10, 10, 0)


def test_v3_three_thirds_of_99_99(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.pay("33.33", "33.33", "33.33")
    nets = []
    for line in range(3):
        shop.refund(order, lines={line: "33.33"})
        nets.append(shop.has()["available"])
    assert nets == [66, 33, 0]


def test_v4_a_refund_above_the_order_takes_back_no_more_than_was_given(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    shop.refund(shop.pay("100.00"), "120.00")
    has = shop.has()
    assert (has["earned"], has["reversed"]) == (100, 100)
    assert points(has) == (0, 0, 0)


@pytest.mark.parametrize(
    ("price", "document", "gives"),
    [
        ("4.35", rules(points=100), 435),
        ("0.29", rules(points=100), 29),
        ("2.50", rules(points=1, rounding="half_up"), 3),
    ],
)
def test_v5_v6_v7_cents_are_exact(price: str, document: dict[str, Any], gives: int, tmp_path: Path) -> None:
    shop = PaperShop(document, tmp_path)
    shop.pay(price)
    assert shop.has()["available"] == gives


def test_v8_twelve_cents_at_one_per_dollar_is_nothing_and_says_so(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.pay("0.12")
    assert shop.has()["earned"] == 0
    assert shop.reason(order)["why"] == "below_one_point"


@pytest.mark.parametrize("later", ["doubled", "deleted", "same"])
def test_v9_v10_v11_a_full_refund_takes_back_what_was_given(later: str, tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.pay("50.00")
    if later == "doubled":
        shop.publish(rules(points=2), at=START + timedelta(seconds=1))
    if later == "deleted":
        shop.publish(rules() | {"earning": []}, at=START + timedelta(seconds=1))
    shop.refund(order, lines={0: "50.00"})
    has = shop.has()
    assert (has["earned"], has["reversed"], has["available"]) == (50, 50, 0)


@pytest.mark.parametrize(("policy", "owed", "then"), [("debt", 80, 20), ("floor", 0, 100)])
def test_v12_v13_what_was_spent_already_is_owed_or_written_off(
    policy: str, owed: int, then: int, tmp_path: Path
) -> None:
    shop = PaperShop(rules(points=1, clawback=policy) | {"rewards": [FIVE_OFF]}, tmp_path)
    order = shop.pay("100.00")
    shop.wait(minutes=1)
    shop.redeem("five-off", "k1")
    shop.refund(order, lines={0: "100.00"})
    assert points(shop.has()) == (0, 0, owed)
    shop.wait(minutes=1)
    shop.pay("100.00")
    assert points(shop.has()) == (then, 0, 0)


def test_v14_a_cancellation_that_arrives_before_the_payment_leaves_nothing(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.order("100.00")
    paid = dict(order)
    shop.cancel(order)
    shop.wait(minutes=1)
    shop.send("orders/paid", paid)
    assert shop.has()["earned"] == 0
    assert shop.reason(order)["why"] == "cancelled"


def test_v15_an_edit_adds_and_a_refund_takes(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.pay("100.00")
    shop.edit(order, shop.line("20.00"))
    shop.refund(order, lines={1: "20.00"})
    has = shop.has()
    assert (has["earned"], has["reversed"], has["available"]) == (120, 20, 100)


def test_v16_points_follow_the_shops_currency_not_the_shoppers(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.order("100.00", presentment_currency="JPY")
    order["line_items"][0]["price_set"] = shop.money("100.00", ("15000", "JPY"))
    shop.send("orders/paid", order)
    assert shop.has()["available"] == 100


@pytest.mark.parametrize(("currency", "price", "per"), [("KWD", "1.999", "1"), ("JPY", "199", "100")])
def test_v17_currencies_with_three_decimals_and_with_none(
    currency: str, price: str, per: str, tmp_path: Path
) -> None:
    shop = PaperShop(rules(points=1, per=per), tmp_path, currency=currency)
    shop.pay(price)
    assert shop.has()["available"] == 1
    assert shop.answer()["totals"]["issued"] == 1, "the history itself says which currency it is"


def test_v18_points_spent_on_a_refunded_order_come_back_to_their_lots(tmp_path: Path) -> None:
    """60 end in January, 80 in March; in February 60 come back for the days of grace and 40 to the March lot."""
    expiry = {"per": "lot", "months": 12, "grace_days": 30}
    reward = FIVE_OFF | {"cost": 100}
    shop = PaperShop(rules(points=1) | {"expiry": expiry, "rewards": [reward]}, tmp_path)
    shop.clock = datetime(2025, 1, 20, 12, tzinfo=UTC)
    shop.pay("60.00")
    shop.clock = datetime(2025, 3, 20, 12, tzinfo=UTC)
    shop.pay("80.00")
    shop.clock = datetime(2026, 1, 10, 12, tzinfo=UTC)
    bought = shop.order("500.00", customer=None, email="")
    shop.redeem("five-off", "k1", order=bought)
    shop.send("orders/paid", bought)
    shop.clock = datetime(2026, 2, 10, 12, tzinfo=UTC)
    shop.refund(bought, lines={0: "500.00"})
    purse = next(one for one in shop.replay().people.everybody if one.customer == "7001").purse
    lots = sorted((lot.expires_at, lot.remaining) for lot in purse.lots if lot.remaining and lot.expires_at)
    ends = [(at.astimezone(UTC).strftime("%Y-%m"), many) for at, many in lots]
    assert ends == [("2026-03", 60), ("2026-03", 80)]
    assert purse.available == 140
    after_grace = shop.has(until=datetime(2026, 3, 14, tzinfo=UTC))
    assert (after_grace["available"], after_grace["expired"]) == (80, 60)


def test_v19_merged_twice_then_a_refund_finds_the_kept_one(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.pay("300.00", customer=1)
    shop.pay("200.00", customer=2)
    shop.wait(minutes=1)
    for _ in range(2):
        shop.merge(kept=2, gone=1)
    shop.refund(order, "50.00")
    assert shop.has(2)["available"] == 450
    assert [one["member"] for one in shop.answer()["members"]] == ["gid://shopify/Customer/2"]


def test_v20_a_hundred_points_over_three_equal_lines(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=100, per="99.99"), tmp_path)
    reason = shop.reason(shop.pay("33.33", "33.33", "33.33"))
    assert line_points(reason) == [34, 33, 33]
    assert recompute(reason) == 100


@pytest.mark.parametrize(("minute", "allowed"), [(59, True), (60, False)])
def test_v21_points_live_until_the_local_midnight_that_ends_a_day_of_25_hours(
    minute: int, allowed: bool, tmp_path: Path
) -> None:
    """New York set its clocks back on 1 November 2026: that day ended at 05:00 UTC of the next."""
    expiry = {"per": "lot", "months": 1}
    shop = PaperShop(rules(points=1) | {"expiry": expiry, "rewards": [FIVE_OFF]}, tmp_path)
    shop.clock = datetime(2026, 10, 1, 16, tzinfo=UTC)
    shop.pay("100.00")
    shop.clock = datetime(2026, 11, 2, 4, tzinfo=UTC) + timedelta(minutes=minute)
    shop.redeem("five-off", "k1")
    shop.redeem("five-off", "k2")
    has = shop.has()
    assert has["spent"] == (80 if allowed else 0)
    assert [one["line"] for one in shop.refused] == ([3] if allowed else [2, 3])


def test_v22_when_the_friend_sends_everything_back_both_sides_lose_the_bonus(tmp_path: Path) -> None:
    referral = {"advocate": {"points": 300}, "friend": {"points": 200}}
    shop = PaperShop(rules(points=1) | {"referral": referral}, tmp_path)
    shop.activity("referred", 2, advocate="gid://shopify/Customer/1")
    order = shop.pay("50.00", customer=2)
    assert (shop.has(1)["available"], shop.has(2)["available"]) == (300, 250)
    shop.refund(order, lines={0: "50.00"})
    assert (shop.has(1)["available"], shop.has(2)["available"]) == (0, 0)


def test_v23_an_order_paid_wholly_by_discount_earns_nothing_and_is_no_error(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    order = shop.order()
    order["line_items"] = [shop.line("25.00", discount="25.00")]
    shop.send("orders/paid", order)
    assert shop.reason(order)["why"] == "nothing_kept"
    assert shop.refused == []


def test_v24_many_large_orders_on_one_account_are_exact(tmp_path: Path) -> None:
    """Ten million orders of 100,000 points are one sum of integers; a hundred of them show that it is one."""
    shop = PaperShop(rules(points=1000), tmp_path)
    for _ in range(100):
        shop.pay("100.00")
    assert shop.has()["available"] == 10_000_000
