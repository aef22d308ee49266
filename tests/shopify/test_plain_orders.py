"""The quick reading of plain orders says what the general one says, or leaves the order to it."""

import json
import random
from copy import deepcopy
from typing import Any

import pytest

from loyalty.engine.facts import OrderTold, Unreadable
from loyalty.platforms.shopify.facts.decode import decode
from loyalty.platforms.shopify.facts.orders import of_payload
from loyalty.platforms.shopify.facts.payloads import Order
from loyalty.platforms.shopify.facts.plain_orders import plainly_told
from tests.shopify import bodies
from tests.shopify.bodies import Json, line, money, order, refund, refund_line

ODD: list[Any] = [
    None, "", " ", 0, -1, 1, True, False, 2**63, 1.5, "0", "7", "x", "ü", "\0", "a, b,a", [], {}, ["b", "a", "b", None],
    "1.00", "-1.00", "-0.00", "1.001", "9" * 16, "x" * 201, "x" * 400, money("2.50"), money("2.50", "EUR"),
    {"shop_money": None}, "2026-03-01T09:00:00Z", "1969-03-01T09:00:00Z", "2026-02-30T09:00:00Z",
    "gid://shopify/Order/12", "gid://shopify/Order/012", "gid://shopify/LineItem/99?x=1",
    "gid://shopify/Order/" + "9" * 19, "subscription_contract_x", "paid", " a@b.c ", [{"code": "B"}, {"code": None}],
    [{"price_set": money("0.50")}], [{"amount_set": money("0.30")}], [{"amount": "0.30"}],
]  # fmt: skip


def general(body: bytes) -> OrderTold | None:
    try:
        return of_payload(decode(body, Order), bodies.shop())
    except Unreadable:
        return None


def plain() -> Json:
    lines = line(1, price="12.50", quantity=2), line(2, discount_allocations=[{"amount_set": money("1.00")}])
    told = order(*lines, tags="vip, spring", discount_codes=[{"code": "TEN"}], name="#7")
    del told["id"]
    return told


def test_a_plain_order_is_read_quickly_and_alike() -> None:
    body = json.dumps(plain()).encode()
    assert plainly_told(body, "USD") == general(body) is not None


def test_a_refund_a_cancelling_and_another_currency_are_left_to_the_general_reading() -> None:
    back = refund(refund_line())
    for changed in ({"refunds": [back]}, {"cancelled_at": "2026-03-02T09:00:00Z"}, {"currency": "EUR"}):
        assert plainly_told(json.dumps(plain() | changed).encode(), "USD") is None


def test_moments_in_every_spelling_are_read_alike_or_left_to_the_general_reading() -> None:
    days = "2026-03-01T", "2026-03-01 ", "2026-W09-7T", "20260301T", "2026-02-30T"
    spelt = [f"{day}12:00:00" for day in days] + ["2026-03-01T120000"]
    ends = ["", "Z", "z", "+02:00", "-0430", "+02", "+02:00:15", ",5Z", ".5+02:00", ".123456-02:00"]
    ends += [".123456+02:00", ".123+02:00:15", ".1234567Z", ".123456789+00:00", "+24:00", ".12:34"]
    moments = [one + end for one in spelt for end in ends]
    agree(plain() | {"updated_at": one, "processed_at": other} for one in moments for other in (one, None))


@pytest.mark.parametrize("key", [*order(), "total_tax", "tags", "discount_codes", "payment_gateway_names"])
def test_whatever_a_key_of_an_order_says_both_say_the_same(key: str) -> None:
    agree(plain() | {key: odd} for odd in ODD)


@pytest.mark.parametrize("key", [*line(), "has_plan"])
def test_whatever_a_key_of_a_line_says_both_say_the_same(key: str) -> None:
    told = plain()
    agree(told | {"line_items": [told["line_items"][0] | {key: odd}]} for odd in ODD)


def test_whatever_is_missing_both_say_the_same() -> None:
    whole = plain()
    agree({one: whole[one] for one in whole if one != key} for key in whole)
    first = whole["line_items"][0]
    agree(whole | {"line_items": [{one: first[one] for one in first if one != key}]} for key in first)


def test_two_odd_things_at_once_both_say_the_same() -> None:
    chance = random.Random(20261122)
    changed = []
    for _ in range(2000):
        told = deepcopy(plain())
        told[chance.choice(list(told))] = chance.choice(ODD)
        if isinstance(told.get("line_items"), list) and told["line_items"]:
            one = chance.choice(told["line_items"])
            if isinstance(one, dict):
                one[chance.choice(list(line()))] = chance.choice(ODD)
        changed.append(told)
    assert agree(changed) > 50


def agree(told: Any) -> int:
    """How many were read quickly."""
    quickly = 0
    for one in told:
        body = json.dumps(one).encode()
        found = plainly_told(body, "USD")
        if found is not None:
            quickly += 1
            assert found == general(body), one
    return quickly
