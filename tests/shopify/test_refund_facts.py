"""Refunds: goods by line, goods by amount, shipping apart."""

import pytest

from loyalty.engine.facts import Ignored, OrderTold, Refund, Unreadable
from tests.shopify.bodies import Json, adjustment, money, order, paid_back, read, refund, refund_line


def alone(body: Json) -> Refund:
    """As refunds/create tells it; the order's own update must tell the same."""
    fact = read("refunds/create", body)
    assert isinstance(fact, OrderTold)
    assert (fact.order, fact.header) == ("820982911946154508", None)
    within = read("orders/updated", order(refunds=[body]))
    assert isinstance(within, OrderTold)
    assert within.refunds == fact.refunds
    return fact.refunds[0]


def test_a_line_that_went_back_counts_its_subtotal() -> None:
    found = alone(refund(refund_line(1, "28.25", quantity=3), transactions=[paid_back("28.25")]))
    assert [(x.line, x.quantity, x.amount) for x in found.lines] == [("1", 3, 2825)]
    assert (found.other, found.shipping, found.id) == (0, 0, "890088186047892319")


def test_an_amount_without_a_line_is_a_negative_discrepancy() -> None:
    found = alone(refund(order_adjustments=[adjustment("-7.50")], transactions=[paid_back("7.50")]))
    assert (found.other, found.lines) == (750, ())


def test_a_restocking_fee_gives_nothing_more_back() -> None:
    body = refund(refund_line(), order_adjustments=[adjustment("2.00")], transactions=[paid_back("8.00")])
    assert alone(body).other == 0


def test_a_refund_of_nothing_but_money_counts_the_money_that_went() -> None:
    body = refund(
        transactions=[
            paid_back("5.00"),
            paid_back("1.00", status="failure"),
            paid_back("1.00", kind="void"),
            paid_back("2.50", gateway="gift_card", currency=None),
        ]
    )
    assert alone(body).other == 750


@pytest.mark.parametrize("rail", ["gift_card", "shopify_store_credit", "visa"])
def test_the_rail_of_a_refund_never_matters(rail: str) -> None:
    assert alone(refund(transactions=[paid_back("5.00", gateway=rail)])).other == 500


def test_shipping_is_apart_in_the_old_way_and_the_new() -> None:
    old = refund(order_adjustments=[adjustment("-5.00", "shipping_refund")], transactions=[paid_back("5.00")])
    new = refund(
        refund_shipping_lines=[{"subtotal_amount_set": money("5.00"), "tax_amount_set": money("0.00")}],
        transactions=[paid_back("5.00")],
    )
    for body in (old, new):
        assert (alone(body).shipping, alone(body).other) == (500, 0)


def test_duties_that_go_back_are_no_goods() -> None:
    body = refund(total_duties_set=money("3.00"), transactions=[paid_back("3.00")])
    assert alone(body).other == 0


def test_tax_on_top_shows_in_the_refunds_own_sum() -> None:
    body = refund(refund_line(subtotal="10.00", tax="1.90"), transactions=[paid_back("11.90")])
    assert alone(body).lines[0].amount == 1000


def test_tax_inside_the_price_shows_in_the_refunds_own_sum() -> None:
    body = refund(refund_line(subtotal="11.90", tax="1.90"), transactions=[paid_back("11.90")])
    fact = read("refunds/create", body)
    assert isinstance(fact, OrderTold)
    assert fact.refunds[0].lines[0].amount == 1000


def test_a_taxed_refund_whose_sum_says_neither_waits_for_the_order() -> None:
    fact = read("refunds/create", refund(refund_line(subtotal="11.90", tax="1.90")))
    assert isinstance(fact, Ignored)


def test_a_refund_without_an_order_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^order_id: "):
        read("refunds/create", refund(order_id=None))


def test_a_negative_subtotal_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^refunds\[0\]\.refund_line_items\[0\]\.subtotal_set: is negative"):
        read("orders/updated", order(refunds=[refund(refund_line(subtotal="-1.00"))]))
