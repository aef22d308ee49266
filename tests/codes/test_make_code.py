"""A code that we ask a store for really takes its value off at the store's own checkout, once, for its customer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.shops.platform import StoreRefused
from tests.codes.till import CHAI, TEAPOT, Till, off

CODE = "TEA-7F3K-Q9WD"


def test_five_dollars_off_are_split_over_the_lines_to_the_cent(till: Till) -> None:
    made = till.make()
    order = till.buy(TEAPOT, CHAI, codes=(CODE,))
    assert made.startswith("gid://shopify/DiscountCodeNode/")
    assert off(order) == {CODE: "5.00"}
    assert order["subtotal_price"] == "48.40"
    parts = [one["amount"] for line in order["line_items"] for one in line["discount_allocations"]]
    assert parts == ["3.46", "1.54"]
    [application] = order["discount_applications"]
    assert application["target_selection"] == "all"
    assert application["value_type"] == "fixed_amount"


def test_fifteen_percent_off_come_off_the_whole_order(till: Till) -> None:
    till.make(kind="percent_off", percent=15)
    order = till.buy(TEAPOT, codes=(CODE,))
    assert off(order) == {CODE: "5.54"}
    assert order["discount_applications"][0]["value"] == "15.0"


def test_free_shipping_leaves_the_goods_alone(till: Till) -> None:
    till.make(kind="free_shipping")
    order = till.buy(TEAPOT, codes=(CODE,))
    assert off(order) == {CODE: "6.00"}
    assert (order["subtotal_price"], order["total_price"]) == ("36.90", "36.90")
    assert order["discount_codes"][0]["type"] == "shipping"


def test_an_amount_larger_than_the_basket_takes_no_more_than_it_holds(till: Till) -> None:
    till.make(amount=99_00)
    order = till.buy(CHAI, codes=(CODE,))
    assert off(order) == {CODE: "16.50"}
    assert order["total_price"] == "6.00"


def test_products_and_collections_narrow_it(till: Till) -> None:
    till.make("ONE", kind="percent_off", percent=50, products=(till.product(CHAI),))
    order = till.buy(TEAPOT, CHAI, codes=("ONE",))
    assert off(order) == {"ONE": "8.25"}
    assert [len(line["discount_allocations"]) for line in order["line_items"]] == [0, 1]
    assert order["discount_applications"][0]["target_selection"] == "entitled"
    group = till.goods[TEAPOT]["collections"][0]
    till.make("TWO", kind="percent_off", percent=50, collections=(till.collection(group),))
    assert off(till.buy(TEAPOT, codes=("TWO",))) == {"TWO": "18.45"}


def test_a_stranger_cannot_use_it_and_pays_in_full(till: Till) -> None:
    till.make()
    till.sign_in("jun@example.com")
    till.fill(TEAPOT)
    assert "isn’t available to this customer" in till.enter(CODE)
    order = till.pay()
    assert off(order) == {}
    assert order["subtotal_price"] == "36.90"
    assert till.code()["used"] == 0
    till.sign_in()
    assert off(till.buy(TEAPOT, codes=(CODE,))) == {}


def test_it_works_once(till: Till) -> None:
    till.make()
    till.buy(TEAPOT, codes=(CODE,))
    assert off(till.buy(TEAPOT, codes=(CODE,))) == {}
    assert till.code()["used"] == 1
    status = till.store.code_status(shop=till.shop, code=CODE)
    assert status is not None
    assert (status.used, status.customers, status.title) == (1, (till.customer,), "5 off")


def test_a_code_for_anyone_that_may_be_used_twice_serves_one_customer_once(till: Till) -> None:
    till.make(customer="", uses=2)
    assert off(till.buy(TEAPOT, codes=(CODE,))) == {CODE: "5.00"}
    assert off(till.buy(TEAPOT, codes=(CODE,))) == {}
    till.sign_in("jun@example.com")
    assert off(till.buy(TEAPOT, codes=(CODE,))) == {CODE: "5.00"}


def test_a_basket_below_the_minimum_is_told_so(till: Till) -> None:
    till.make(minimum=50_00)
    till.fill(TEAPOT)
    assert "needs a basket of $50.00 or more" in till.enter(CODE)
    assert off(till.pay()) == {}
    assert off(till.buy(TEAPOT, CHAI, codes=(CODE,))) == {CODE: "5.00"}


def test_it_starts_and_ends_when_it_should(till: Till) -> None:
    now = datetime.now(UTC)
    till.make("LATER", starts_at=now + timedelta(days=1))
    till.make("GONE", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    assert off(till.buy(TEAPOT, codes=("LATER", "GONE"))) == {}
    seen = [till.store.code_status(shop=till.shop, code=code) for code in ("LATER", "GONE", "NEVER")]
    assert [one and one.status for one in seen] == ["scheduled", "expired", None]


@pytest.mark.parametrize("again", [False, True])
def test_asking_twice_makes_one(till: Till, again: bool) -> None:
    first = till.make()
    assert till.store.make_code(shop=till.shop, wanted=till.wanted(), again=again) == first
    assert till.codes().count(CODE) == 1


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("other", [{"title": "Else"}, {"amount": 501}, {"customer": ""}])
def test_a_code_that_is_another_discounts_is_refused_and_left_alone(
    till: Till, other: dict[str, Any], again: bool
) -> None:
    till.make(**other)
    before = till.code()
    with pytest.raises(StoreRefused, match="another discount under this code"):
        till.store.make_code(shop=till.shop, wanted=till.wanted(), again=again)
    assert till.code() == before


def test_what_the_store_will_never_take_says_which_field_and_why(till: Till) -> None:
    with pytest.raises(StoreRefused, match="add: Customer does not exist"):
        till.make(customer="424242")
    with pytest.raises(StoreRefused, match="ends at: Ends at needs to be after"):
        till.make(ends_at=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(StoreRefused, match="products or to collections"):
        till.make(products=("1",), collections=("2",))
    assert CODE not in till.codes()


def test_without_the_permission_the_merchant_is_told_what_to_do(till: Till) -> None:
    scopes = ["read_orders", "read_customers"]
    till.town.tell(f"{till.door}/install", {"scopes": scopes})
    till.shop.access_token = till.town._token(till.shop.domain)
    till.shop.save()
    with pytest.raises(StoreRefused, match=r"permission write_discounts.*allow it"):
        till.make()
