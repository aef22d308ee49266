"""The accountant's examples V1 to V23, each from signed webhook to booked points.

Every example reads: what the shop sold and gave back, and what the books must show, line by line.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from loyalty.engine.document import Points
from loyalty.engine.reasons import line_points
from loyalty.ledger.tell import tell
from tests.laws.world import START, rules
from tests.worked_examples.store import NOW, Store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("replayed")]


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every example ends with a replay of what was told, which must come to the same books."""
    stores: list[Store] = []

    def opened(store: Store) -> None:
        stores.append(store)

    monkeypatch.setattr(Store, "opened", opened)
    yield
    assert stores
    for store in stores:
        store.replays_alike(at=NOW)


def test_v1_ten_refunds_of_9_99_on_100_00_at_one_per_ten() -> None:
    store = Store(rules(points=1, per="10.00"))
    order = store.pay("100.00")
    for _ in range(10):
        store.refund(order, "9.99")
    assert store.changes() == [10, *[-1] * 10]
    assert store.net() == 0
    store.check()


def test_v2_twenty_refunds_of_half_a_dollar_take_back_exactly_ten() -> None:
    store = Store(rules(points=1))
    order = store.pay("10.00")
    for _ in range(20):
        store.refund(order, "0.50")
    changes = store.changes()
    assert changes[0] == 10
    assert sum(changes[1:]) == -10
    store.check()


def test_v3_three_thirds_of_99_99() -> None:
    store = Store(rules(points=1))
    order = store.pay("33.33", "33.33", "33.33")
    for line in range(3):
        store.refund(order, lines={line: "33.33"})
    assert store.changes() == [99, -33, -33, -33]


def test_v4_a_refund_above_the_order_takes_back_no_more_than_was_given() -> None:
    store = Store(rules(points=1))
    order = store.pay("100.00")
    store.refund(order, "120.00")
    assert store.changes() == [100, -100]
    assert store.net() == 0


@pytest.mark.parametrize(("price", "points"), [("4.35", 435), ("0.29", 29)])
def test_v5_v6_cents_times_a_hundred_are_exact(price: str, points: int) -> None:
    store = Store(rules(points=100))
    store.pay(price)
    assert store.changes() == [points]


def test_v7_two_and_a_half_rounded_half_up_is_three() -> None:
    store = Store(rules(points=1, rounding="half_up"))
    store.pay("2.50")
    assert store.changes() == [3]


def test_v8_twelve_cents_at_one_per_dollar_is_nothing_and_says_so() -> None:
    store = Store(rules(points=1))
    order = store.pay("0.12")
    award = store.award(order)
    assert (award.outcome, award.reason["why"], store.changes()) == ("zero", "below_one_point", [])
    [line] = store.history()
    assert tell(line, Points()).why == "$0.12 at 1 point per $1 is below one point."


@pytest.mark.parametrize("later", ["doubled", "deleted", "same"])
def test_v9_v10_v11_a_full_refund_takes_back_what_was_given_whatever_the_rule_says_by_then(
    later: str,
) -> None:
    """V11: a refund paid as store credit carries no money back to a card; its lines alone say what went back."""
    store = Store(rules(points=1))
    order = store.pay("50.00")
    if later == "doubled":
        store.publish(rules(points=2), at=START + timedelta(seconds=1))
    if later == "deleted":
        store.publish(rules() | {"earning": []}, at=START + timedelta(seconds=1))
    store.refund(order, lines={0: "50.00"})
    assert store.changes() == [50, -50]


def test_v14_a_cancellation_that_arrives_before_the_payment_leaves_nothing() -> None:
    store = Store(rules(points=1))
    order = store.order("100.00")
    paid = dict(order)
    store.cancel(order)
    store.send("orders/paid", paid)
    assert store.net() == 0
    assert store.changes() == []
    assert store.award(order).reason["why"] == "cancelled"


def test_v15_an_edit_adds_and_a_refund_takes() -> None:
    store = Store(rules(points=1))
    order = store.pay("100.00")
    store.edit(order, store.line("20.00"))
    store.refund(order, lines={1: "20.00"})
    assert store.changes() == [100, 20, -20]


def test_v16_points_follow_the_shops_currency_not_the_shoppers() -> None:
    store = Store(rules(points=1))
    order = store.order("100.00", presentment_currency="JPY")
    order["line_items"][0]["price_set"] = store.money("100.00", ("15000", "JPY"))
    store.send("orders/paid", order)
    assert store.changes() == [100]


@pytest.mark.parametrize(
    ("currency", "price", "points", "per"), [("KWD", "1.999", 1, "1"), ("JPY", "199", 1, "100")]
)
def test_v17_currencies_with_three_decimals_and_with_none(
    currency: str, price: str, points: int, per: str
) -> None:
    store = Store(rules(points=1, per=per), currency=currency)
    store.pay(price)
    assert store.changes() == [points]


def test_v20_a5_a_hundred_points_over_three_equal_lines() -> None:
    store = Store(rules(points=100, per="99.99"))
    order = store.pay("33.33", "33.33", "33.33")
    assert line_points(store.award(order).reason) == [34, 33, 33]
    assert store.changes() == [100]


def test_v23_an_order_paid_wholly_by_discount_earns_nothing_and_is_no_error() -> None:
    store = Store(rules(points=1))
    order = store.order()
    order["line_items"] = [store.line("25.00", discount="25.00")]
    store.send("orders/paid", order)
    assert (store.award(order).outcome, store.award(order).reason["why"]) == ("zero", "nothing_kept")
    assert store.changes() == []


def test_the_example_of_the_front_page_reads_as_it_should() -> None:
    """$64.90 of goods plus shipping and tax at 5 per $1: 324 points, and the sum is worked."""
    store = Store(rules(points=5))
    order = store.order("40.00", "24.90", total_tax_set=store.money("5.19"))
    order["total_shipping_price_set"] = store.money("5.00")
    store.send("orders/paid", order, times=3)
    assert store.changes() == [324]
    [line] = store.history()
    told = tell(line, Points())
    assert told.why == "5 points per $1 on $64.90 of goods; tax and shipping don't earn."
    assert told.steps[-1] == "$64.90 at 5 points per $1 = 324.5, rounded down to 324 points"
    assert Decimal(line.reason["basis"]) == 6490
