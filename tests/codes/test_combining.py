"""Which codes go together at the store's checkout: both must agree, and the shopper gets the best that is allowed."""

from tests.codes.till import CHAI, TEAPOT, Till, off


def test_codes_that_say_nothing_do_not_go_together_and_the_better_one_wins(till: Till) -> None:
    till.make("FIVE")
    till.make("TENTH", kind="percent_off", percent=10)
    till.fill(TEAPOT)
    assert "TENTH can’t be combined with your other discounts" in till.enter("TENTH", "FIVE")
    assert off(till.pay()) == {"FIVE": "5.00"}
    assert till.code("TENTH")["used"] == 0


def test_both_must_agree(till: Till) -> None:
    till.make("FIVE", combines_with=frozenset({"shipping"}))
    till.make("FREE", kind="free_shipping")
    assert off(till.buy(TEAPOT, codes=("FIVE", "FREE"))) == {"FREE": "6.00"}


def test_an_order_code_goes_with_shipping_when_both_say_so(till: Till) -> None:
    till.make("FIVE", combines_with=frozenset({"shipping"}))
    till.make("FREE", kind="free_shipping", combines_with=frozenset({"order"}))
    order = till.buy(TEAPOT, codes=("FREE", "FIVE"))
    assert off(order) == {"FIVE": "5.00", "FREE": "6.00"}
    assert order["total_price"] == "31.90"


def test_goods_come_first_and_the_order_code_works_on_the_rest(till: Till) -> None:
    till.make("HALF", kind="percent_off", percent=50, products=(till.product(TEAPOT),), combines_with=BOTH)
    till.make("TENTH", kind="percent_off", percent=10, combines_with=BOTH)
    order = till.buy(TEAPOT, CHAI, codes=("TENTH", "HALF"))
    assert off(order) == {"HALF": "18.45", "TENTH": "3.50"}


def test_a_line_takes_one_discount_of_products_and_the_other_is_not_used_up(till: Till) -> None:
    till.make("HALF", kind="percent_off", percent=50, products=(till.product(TEAPOT),), combines_with=BOTH)
    till.make("FIFTH", kind="percent_off", percent=20, products=(till.product(TEAPOT),), combines_with=BOTH)
    assert off(till.buy(TEAPOT, codes=("FIFTH", "HALF"))) == {"HALF": "18.45"}
    assert till.code("FIFTH")["used"] == 0


def test_each_line_takes_the_best_that_falls_to_it(till: Till) -> None:
    both = (till.product(TEAPOT), till.product(CHAI))
    till.make("HALF", kind="percent_off", percent=50, products=both[:1], combines_with=BOTH)
    till.make("FIFTH", kind="percent_off", percent=20, products=both, combines_with=BOTH)
    assert off(till.buy(TEAPOT, CHAI, codes=("FIFTH", "HALF"))) == {"FIFTH": "3.30", "HALF": "18.45"}


def test_two_shipping_codes_never_go_together(till: Till) -> None:
    for code in ("FREE", "GRATIS"):
        till.make(code, kind="free_shipping", combines_with=BOTH | {"shipping"})
    assert len(off(till.buy(TEAPOT, codes=("FREE", "GRATIS")))) == 1


BOTH = frozenset({"order", "product"})
