"""Order webhooks become order facts, to the cent."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.engine.facts import Header, OrderTold, Unreadable
from tests.shopify import bodies
from tests.shopify.bodies import line, money, order, read


def told(body: bodies.Json, *, currency: str = "USD", topic: str = "orders/updated") -> OrderTold:
    fact = read(topic, body, currency=currency)
    assert isinstance(fact, OrderTold)
    return fact


def header(body: bodies.Json, *, currency: str = "USD") -> Header:
    found = told(body, currency=currency).header
    assert found is not None
    return found


@pytest.mark.parametrize("topic", ["create", "paid", "updated", "cancelled", "fulfilled"])
def test_every_order_topic_tells_the_whole_order(topic: str) -> None:
    fact = told(order(), topic=f"orders/{topic}")
    assert fact.order == "820982911946154508", "the gid's number, not the rounded one"
    assert fact.email == "jon@example.com"
    found = fact.header
    assert found is not None
    assert found.updated_at == datetime(2026, 3, 1, 14, 0, 5, tzinfo=UTC)
    assert found.processed_at == datetime(2026, 3, 1, 14, 0, tzinfo=UTC)
    assert (found.customer, found.source, found.name) == ("115310627314723954", "web", "#1001")
    assert (found.tax, found.shipping, found.tip) == (100, 500, 0)
    assert found.lines[0].product == "901"


def test_the_net_of_a_line_is_after_its_discounts() -> None:
    allocations = [{"amount": "9.99", "amount_set": money("1.50")}, {"amount": "0.25"}]
    body = order(line(price="10.00", quantity=3, current_quantity=2, discount_allocations=allocations))
    found = header(body).lines[0]
    assert (found.net, found.quantity, found.current) == (2825, 3, 2)


def test_tax_inside_the_price_is_taken_out_of_the_net() -> None:
    taxed = line(price="11.90", tax_lines=[{"price": "1.90", "price_set": money("1.90"), "rate": 0.19}])
    assert header(order(taxed, taxes_included=True)).lines[0].net == 1000
    assert header(order(taxed, taxes_included=False)).lines[0].net == 1190


def test_a_discount_above_the_price_leaves_nothing_and_no_less() -> None:
    body = order(line(price="1.00", discount_allocations=[{"amount_set": money("5.00")}]))
    assert header(body).lines[0].net == 0


@pytest.mark.parametrize(
    ("status", "paid"),
    [
        ("paid", True),
        ("partially_refunded", True),
        ("refunded", True),
        ("pending", False),
        ("authorized", False),
        ("partially_paid", False),
        ("voided", False),
        (None, False),
    ],
)
def test_only_money_that_came_counts_as_paid(status: str | None, paid: bool) -> None:
    assert header(order(financial_status=status)).paid is paid


def test_a_cancelled_test_order_says_both() -> None:
    found = header(order(cancelled_at="2026-03-03T00:00:00Z", test=True, confirmed=False))
    assert (found.cancelled, found.test, found.confirmed) == (True, True, False)


def test_a_gift_card_is_marked() -> None:
    assert header(order(line(gift_card=True))).lines[0].gift_card


@pytest.mark.parametrize(("currency", "price", "minor"), [("JPY", "1500", 1500), ("KWD", "1.999", 1999)])
def test_currencies_without_hundredths_are_exact(currency: str, price: str, minor: int) -> None:
    zero = money("0", currency)
    body = order(
        line(price=price, price_set=money(price, currency)),
        currency=currency,
        total_tax_set=zero,
        total_shipping_price_set=zero,
        total_tip_received="0",
    )
    assert header(body, currency=currency).lines[0].net == minor


def test_shop_money_counts_whatever_the_shopper_paid_in() -> None:
    price = {
        "shop_money": {"amount": "100.00", "currency_code": "USD"},
        "presentment_money": {"amount": "15000", "currency_code": "JPY"},
    }
    body = order(line(price_set=price), presentment_currency="JPY")
    assert header(body).lines[0].net == 10_000


def test_an_amount_written_as_a_number_is_read_digit_by_digit() -> None:
    raw = json.dumps(order()).replace('"amount": "10.00"', '"amount": 4.35')
    fact = read("orders/paid", raw.encode())
    assert isinstance(fact, OrderTold)
    assert fact.header is not None
    assert fact.header.lines[0].net == 435


@pytest.mark.parametrize(
    "price", ["-1.00", "1e3", "１.００", "", "1,00", "NaN", "0x10", "1_000", "9" * 40, "1.005"]
)
def test_an_amount_that_is_none_is_refused_by_its_field(price: str) -> None:
    with pytest.raises(Unreadable, match=r"^line_items\[0\]\.price_set: "):
        read("orders/paid", order(line(price=price)))


@pytest.mark.parametrize("customer", [None, {}, {"id": None}, {"id": ""}])
def test_an_order_without_a_customer_is_a_guests(customer: Any) -> None:
    assert header(order(customer=customer)).customer == ""
    assert header({k: v for k, v in order().items() if k != "customer"}).customer == ""


def test_tags_gateways_and_codes_are_sets() -> None:
    body = order(
        tags="vip,  gift , vip,,",
        payment_gateway_names=["visa", None, "bogus", "visa"],
        discount_codes=[{"code": "TEN", "amount": "1.00"}, {"code": None}, {"code": "FIVE"}],
    )
    found = header(body)
    assert found.tags == ("gift", "vip")
    assert found.gateways == ("bogus", "visa")
    assert found.discount_codes == ("FIVE", "TEN")


@pytest.mark.parametrize(
    "absent", [{}, {"tags": None, "payment_gateway_names": None, "discount_codes": None}]
)
def test_an_order_that_says_none_of_it_has_none(absent: bodies.Json) -> None:
    found = header(order(**absent))
    assert (found.tags, found.gateways, found.discount_codes, found.subscription) == ((), (), (), False)


def test_a_customer_id_written_as_text_is_understood() -> None:
    assert header(order(customer={"id": "7001"})).customer == "7001"


@pytest.mark.parametrize("wrong", ["7001; DROP TABLE", "-7", "٧٠٠١", "0", 2**70, -1])
def test_a_customer_id_that_is_none_is_refused(wrong: Any) -> None:
    with pytest.raises(Unreadable, match=r"^customer\.id: "):
        read("orders/paid", order(customer={"id": wrong}))


def test_an_order_in_another_currency_is_refused_with_both_named() -> None:
    with pytest.raises(Unreadable, match=r"^currency: the order is in EUR, but the shop .* USD"):
        read("orders/paid", order(currency="EUR"))
    with pytest.raises(Unreadable, match=r"price_set: is in EUR"):
        read("orders/paid", order(line(price_set=money("1.00", "EUR"))))


@pytest.mark.parametrize(
    "at",
    [None, "", "1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-03-01", "now"],
)
def test_updated_at_must_be_a_time_of_this_age(at: str | None) -> None:
    with pytest.raises(Unreadable, match=r"^updated_at: "):
        read("orders/paid", order(updated_at=at))


def test_texts_lose_what_the_database_refuses_and_are_cut() -> None:
    found = header(order(line(title="a\x00b" + "\U0001f600" * 300, vendor="\u202e\u200d")))
    assert found.lines[0].title.startswith("ab\U0001f600")
    assert len(found.lines[0].title) == 200
    assert found.lines[0].vendor == "\u202e\u200d"


def test_half_an_emoji_costs_only_itself() -> None:
    raw = json.dumps(order()).replace("Thing 1", r"a\ud83d b\\ud83d c\ud83d\ude00")
    fact = read("orders/paid", raw.encode())
    assert isinstance(fact, OrderTold)
    assert fact.header is not None
    assert fact.header.lines[0].title == "a\ufffd b\\ud83d c\U0001f600"


def test_a_thousand_lines_are_a_thousand_lines() -> None:
    body = order(*(line(n) for n in range(1, 1001)))
    assert len(header(body).lines) == 1000


@pytest.mark.parametrize("quantity", [-1, 1_000_001, 2**63])
def test_a_quantity_out_of_bounds_is_refused(quantity: int) -> None:
    with pytest.raises(Unreadable, match=r"^line_items\[0\]\.quantity: "):
        read("orders/paid", order(line(quantity=quantity, current_quantity=1)))


def test_an_email_of_320_characters_is_kept_and_a_longer_one_is_none() -> None:
    longest = "a" * (320 - 12) + "@example.com"
    assert told(order(email=longest)).email == longest
    assert told(order(email="a" + longest)).email == ""


def test_refunds_inside_the_order_follow_its_tax() -> None:
    body = order(
        taxes_included=True, refunds=[bodies.refund(bodies.refund_line(subtotal="11.90", tax="1.90"))]
    )
    assert told(body).refunds[0].lines[0].amount == 1000
