"""Cost, breakage and break-even of a simulated programme, by hand (docs/simulator.md has the same table)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from loyalty.insight.cost import cost, given

YEAR: dict[str, Any] = {
    "sales_minor": 20_000_000,
    "reward_cost_minor": 0,
    "outstanding": 1_000_000,
    "value": "0.01",
}
USUAL = given(redeemed=7_000, margin=5_000, worth="")


def test_the_worked_table() -> None:
    found = cost(YEAR, USUAL, "USD")
    assert found is not None
    assert (found.promised, found.expected, found.used) == (1_000_000, 700_000, 0)
    assert (found.nominal_percent, found.expected_percent) == (Decimal("5.00"), Decimal("3.50"))
    assert (found.uplift_percent, found.uplift) == (Decimal("7.53"), 1_505_377)


def test_the_extra_sales_pay_for_the_whole_programme_and_not_a_cent_more() -> None:
    found = cost(YEAR, USUAL, "USD")
    assert found is not None
    assert found.uplift is not None

    def gain(extra: int) -> Fraction:
        return Fraction(extra, 2) - Fraction(35, 1000) * (YEAR["sales_minor"] + extra)

    assert gain(found.uplift) >= 0 > gain(found.uplift - 1)


def test_a_programme_dearer_than_the_margin_never_breaks_even() -> None:
    found = cost(YEAR, given(redeemed=10_000, margin=500, worth=""), "USD")
    assert found is not None
    assert (found.uplift_percent, found.uplift) == (None, None)


def test_used_rewards_count_whole_and_only_what_is_outstanding_may_break() -> None:
    found = cost(YEAR | {"reward_cost_minor": 300_000}, USUAL, "USD")
    assert found is not None
    assert found.expected == 1_000_000
    assert found.expected_percent == Decimal("5.00")


@pytest.mark.parametrize(
    ("currency", "value", "promised"), [("JPY", "1", 1_000_000), ("KWD", "0.001", 1_000_000)]
)
def test_money_is_in_the_currencys_own_minor_unit(currency: str, value: str, promised: int) -> None:
    found = cost(YEAR | {"value": value}, USUAL, currency)
    assert found is not None
    assert found.promised == promised


def test_a_shop_without_sales_divides_by_nothing() -> None:
    found = cost(YEAR | {"sales_minor": 0}, USUAL, "USD")
    assert found is not None
    assert (found.nominal_percent, found.expected_percent, found.uplift) == (None, None, None)


def test_rules_that_name_no_worth_have_no_money_until_the_merchant_says_one() -> None:
    silent = YEAR | {"value": None}
    assert cost(silent, USUAL, "USD") is None
    found = cost(silent, given(redeemed=7_000, margin=5_000, worth="0.02"), "USD")
    assert found is not None
    assert found.promised == 2_000_000


@for_all(
    sales=st.integers(1, 10**12),
    outstanding=st.integers(-(10**6), 10**9),
    redeemed=st.integers(0, 10_000),
    margin=st.integers(1, 10_000),
)
def test_break_even_breaks_even(sales: int, outstanding: int, redeemed: int, margin: int) -> None:
    year = YEAR | {"sales_minor": sales, "outstanding": outstanding}
    found = cost(year, given(redeemed=redeemed, margin=margin, worth=""), "USD")
    assert found is not None
    share = Fraction(outstanding * redeemed, 10_000) / sales
    if found.uplift is None:
        assert share >= Fraction(margin, 10_000)
    else:
        extra = found.uplift
        assert extra * Fraction(margin, 10_000) >= share * (sales + extra)
