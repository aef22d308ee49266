"""Why? — one order with every rule's answer: the sum that was worked, or what kept the rule from giving."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from loyalty.desk.explaining import explained
from loyalty.ledger.models import Award
from loyalty.orders.models import Order
from loyalty.panel.why_order import page_of
from loyalty.programmes.live import live
from tests.cast import NOW, Cast, VersionFactory
from tests.laws.reason_runs import worked
from tests.panel.story import delivery, member, order, refund, signed_in, text

pytestmark = pytest.mark.django_db
WHY = "/panel/members/why/"
RICH: dict[str, Any] = {
    "schema": 2,
    "name": "Tea points",
    "currencies": [{"id": "stamps", "one": "stamp", "many": "stamps"}],
    "rewards": [{"id": "socks", "title": "Free socks", "kind": "custom"}],
    "earning": [
        {"id": "order", "title": "Points for tea", "on": "order_paid", "award": {"points": 5, "per": "1.00"}},
        {
            "id": "pot-stamps",
            "title": "Stamps for pots",
            "on": "order_paid",
            "currency": "stamps",
            "award": {"points": 1, "per_item": 1},
            "lines": {"field": "line.title", "is": "Stoneware teapot"},
        },
        {
            "id": "web",
            "title": "Web bonus",
            "on": "order_paid",
            "award": {"points": 20},
            "when": {"field": "order.source", "in": ["web", "iphone"]},
            "sponsor": "Leaf & Co",
        },
        {"id": "socks", "on": "first_order", "award": {"reward": "socks"}},
    ],
    "campaigns": [
        {"id": "tea-week", "title": "Tea week", "multiplier": "2"},
        {"id": "pots", "title": "Pot days", "multiplier": "3", "budget": 40},
        {"id": "gone", "title": "Gone by", "multiplier": "4", "until": "2020-01-01T00:00:00"},
        {
            "id": "gift",
            "title": "Big basket",
            "bonus": 50,
            "when": {"field": "order.total", "at_least": "500.00"},
        },
    ],
    "caps": [{"id": "most", "points": 660, "per": "order"}],
}


@pytest.fixture
def rich(cast: Cast) -> Cast:
    """The shop with a programme that has something of everything, and one order from the till."""
    VersionFactory.create(
        programme=cast.programme, number=2, document=RICH, published_at=NOW - timedelta(days=20)
    )
    order(cast.shop, "1001", 2800, 3690, source="pos", at=NOW - timedelta(days=9))
    return cast


def page(cast: Cast, sought: str) -> str:
    return text(signed_in(cast.reader).get(WHY, {"order": sought}))


def test_every_rule_answers_in_words(rich: Cast) -> None:
    told = page(rich, "1001")
    for words in (
        "Recomputed: the same",
        "Points for tea",
        "$64.90 counts × 2: Tea week × 2",
        "$64.90 × 2 at 5 points per $1 = 649, rounded down to 649 points",
        "Pot days adds 40 points of 324 points: its budget had no more room",
        "689 points, but a cap leaves room for 660 points",
        "Stoneware teapot: 1 piece → 1 stamp",
        "The order came from pos; only web or iphone earns here.",
        "The goods of the order came to $64.90; it takes $500.00 or more to earn here.",
        "It was over when the order was placed.",
        "It was on for this order.",
        "Budget of Pot days",
        "Version 2",
    ):
        assert words in told, words


def test_the_sponsor_is_named_to_the_merchant(rich: Cast) -> None:
    order(rich.shop, "1002", 2800, source="web", at=NOW - timedelta(days=8))
    assert "Leaf &amp; Co pays for it" in page(rich, "#1002")


@pytest.mark.parametrize("sought", ["1001", "#1001", "gid://shopify/Order/1001"])
def test_an_order_is_found_by_its_name_and_by_its_number(rich: Cast, sought: str) -> None:
    assert "These rules fired" in page(rich, sought)


def test_after_a_refund_it_still_recomputes_and_says_what_is_kept(rich: Cast) -> None:
    told = order(rich.shop, "1003", 2800, 3690, source="web", at=NOW - timedelta(days=7))
    refund(rich.shop, told, 0, at=NOW - timedelta(days=6))
    shown = page(rich, "1003")
    assert "Recomputed: the same" in shown
    assert "$28.00 went back" in shown


def test_a_figure_that_does_not_follow_from_its_reason_is_said(rich: Cast) -> None:
    Award.objects.get(rule="order", source="order:gid://shopify/Order/1001")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_award SET reason = jsonb_set(reason, '{capped}', '[689, 400]') WHERE rule = 'order'"
        )
    told = page(rich, "1001")
    assert "Recomputed: not the same" in told
    assert "order holds 660, its reason makes 400" in told


def test_an_order_of_another_shop_is_not_found(rich: Cast) -> None:
    told = text(signed_in(rich.stranger).get(WHY, {"order": "1001"}))
    assert "These rules fired" not in told


def test_what_nobody_knows_says_where_to_look(rich: Cast) -> None:
    assert "No order “9999” is known" in page(rich, "9999")


def test_before_any_programme_it_says_so(cast: Cast) -> None:
    order(cast.shop, "1", 100, at=NOW - timedelta(days=80))
    assert live(programme_id=cast.programme.pk, at=NOW - timedelta(days=80)) is None
    assert "No programme was live when the order was placed." in page(cast, "1")


def test_a_members_line_and_a_delivery_lead_here(rich: Cast) -> None:
    client = signed_in(rich.reader)
    who = member(rich.shop)
    shown = text(client.get(f"/panel/members/{who.pk}/"))
    assert f"{WHY}?order=gid%3A//shopify/Order/1001" in shown
    assert "Multiplied by Pot days and Tea week." in shown
    row = delivery(rich.shop, json.dumps({"id": 1001}).encode())
    assert f"{WHY}?order=1001" in text(client.get(f"/panel/deliveries/{row.pk}/"))
    odd = delivery(rich.shop, b"[1")
    assert WHY not in text(client.get(f"/panel/deliveries/{odd.pk}/"))


@pytest.mark.parametrize(("seed", "language"), [(11, "en"), (12, "zh-hans")])
def test_every_answer_of_any_programme_can_be_told(seed: int, language: str) -> None:
    world = worked(random.Random(seed), orders=120)
    orders = list(Order.objects.filter(shop=world.shop).values_list("external_id", flat=True))
    with translation.override(language):
        for one in explained(shop=world.shop, orders=orders):
            told = page_of(one, world.shop)
            said = [line for rule in told.gave for line in (rule.title, rule.told.why, *rule.told.steps)]
            said += [rule.why for rule in (*told.silent, *told.campaigns)]
            assert all(said)
            assert not [line for line in said if "%(" in line or "{" in line]
            assert len(one.answers) == len(told.silent) + len([x for x in one.answers if x.reason])


def test_an_order_in_no_members_hands_is_told(rich: Cast) -> None:
    order(rich.shop, "1005", 2800, customer="", at=NOW - timedelta(days=7))
    assert "Recomputed: the same" in page(rich, "1005")
