"""Campaigns, caps, tiers and conditions for the accountant: every figure by hand, live and in replay."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.engine.reasons import recompute
from loyalty.ledger.models import Award, Transaction
from loyalty.programmes.models import Allowance
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
LOYAL, NEWCOMER = 7001, 7002
RATE = {"id": "order", "on": "order_paid", "award": {"points": 1, "per": "1.00"}}
LADDER = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "member", "at": "0"}, {"id": "gold", "at": "250.00", "multiplier": "1.25"}],
}


def store(**more: Any) -> Store:
    return Store({"schema": 2, "name": "Club", "earning": [RATE]} | more)


def holds(shop: Store, order: dict[str, Any]) -> dict[str, int]:
    """What the order's awards hold, each of which recomputes from its reason (law T4)."""
    awards = Award.objects.filter(programme=shop.programme, source=f"order:{order['id']}")
    for award in awards:
        assert recompute(award.reason) == award.posted
    return {award.rule: award.posted for award in awards if award.rule != "-"}


def why(shop: Store, order: dict[str, Any]) -> dict[str, Any]:
    """What is told of the rules that did not fire."""
    award = Award.objects.get(programme=shop.programme, source=f"order:{order['id']}", rule="-")
    rules: dict[str, Any] = award.reason["rules"]
    return rules


@pytest.mark.parametrize(("stacking", "points"), [("best", 300), ("sum", 325), ("multiply", 375)])
def test_tier_and_campaign_go_together_as_the_programme_says(stacking: str, points: int) -> None:
    """100.00 by a gold member (1.25) while everything counts three times."""
    triple = {"id": "triple", "multiplier": "3", "from": "2026-01-01T00:00", "until": "2027-01-01T00:00"}
    shop = store(tiers=LADDER, stacking=stacking)
    shop.pay("300.00")
    shop.clock += timedelta(days=1)
    shop.publish(
        {"schema": 2, "name": "Club", "earning": [RATE], "tiers": LADDER, "stacking": stacking}
        | {"campaigns": [triple | {"from": "2020-01-01T00:00", "until": "2099-01-01T00:00"}]},
        at=shop.clock,
    )
    assert holds(shop, shop.pay("100.00")) == {"order": points}
    shop.replays_alike()


def test_the_order_that_reaches_a_tier_earns_by_the_one_before_and_the_next_by_the_new() -> None:
    shop = store(tiers=LADDER)
    first = shop.pay("250.00")
    shop.clock += timedelta(minutes=1)
    second = shop.pay("100.00")
    assert holds(shop, first) == {"order": 250}
    assert holds(shop, second) == {"order": 125}
    shop.refund(first, lines={0: "250.00"})
    assert holds(shop, second) == {"order": 125}, "pinned: what was earned stays as it was earned"
    shop.refund(second, "20.00")
    assert holds(shop, second) == {"order": 100}, "80.00 x 1.25"
    shop.replays_alike()


def test_a_cap_a_day_cuts_the_second_order_and_is_never_exceeded_when_the_first_comes_back() -> None:
    shop = store(caps=[{"id": "day", "points": 100, "per": "day"}])
    one, two = shop.pay("80.00"), shop.pay("50.00")
    other = shop.pay("90.00", customer=NEWCOMER)
    assert (holds(shop, one), holds(shop, two)) == ({"order": 80}, {"order": 20})
    assert holds(shop, other) == {"order": 90}, "a cap of its own for every member"
    shop.refund(two, "40.00")
    assert holds(shop, two) == {"order": 10}, "10.00 are kept, less than the room that was left"
    shop.clock += timedelta(days=1)
    assert holds(shop, shop.pay("100.50")) == {"order": 100}
    shop.replays_alike()


def test_a_budget_holds_to_the_point_and_the_rest_earns_as_ever() -> None:
    double = {"id": "double", "multiplier": "2", "budget": 130}
    shop = store(campaigns=[double])
    orders = [shop.pay("100.00"), shop.pay("100.00", customer=NEWCOMER), shop.pay("100.00")]
    assert [holds(shop, one)["order"] for one in orders] == [200, 130, 100]
    assert Allowance.objects.get(programme=shop.programme).used == 130
    shop.refund(orders[0], lines={0: "100.00"})
    assert holds(shop, shop.pay("100.00")) == {"order": 100}, "what came back is not given to others"
    shop.replays_alike()


def test_only_some_lines_count_twice() -> None:
    tea = {"id": "tea", "multiplier": "2", "lines": {"field": "line.title", "is": "oolong"}}
    shop = store(campaigns=[tea])
    order = shop.order("10.50", "20.25")
    order["line_items"][1]["title"] = "Cup"
    shop.send("orders/paid", order)
    assert holds(shop, order) == {"order": 41}, "10.50 x 2 + 20.25 = 41.25, rounded once"
    shop.refund(order, "10.00")
    assert holds(shop, order) == {"order": 27}, "41.25 x 20.75 / 30.75 = 27.83"
    shop.replays_alike()


def test_a_rule_that_asks_says_what_it_was_told() -> None:
    asking = RATE | {"when": {"all": [{"field": "order.source", "in": ["web", "iphone"]}]}}
    shop = store(earning=[asking])
    order = shop.pay("10.00", source_name="pos")
    assert holds(shop, order) == {}
    assert why(shop, order) == {"order": {"field": "order.source", "in": ["web", "iphone"], "got": ["pos"]}}
    assert not Transaction.objects.filter(programme=shop.programme).exists()
    assert holds(shop, shop.pay("10.00")) == {"order": 10}
    shop.replays_alike()


def test_a_bonus_and_a_limit_pay_once_each() -> None:
    once = {"id": "hello", "on": "order_paid", "award": {"points": 7}, "limit": {"times": 1, "per": "month"}}
    bonus = {"id": "gift", "bonus": 5, "budget": 9, "when": {"field": "order.total", "at_least": "50.00"}}
    shop = store(earning=[RATE, once], campaigns=[bonus])
    one, two = shop.pay("50.00"), shop.pay("60.00")
    assert holds(shop, one) == {"order": 50, "hello": 7, "campaign:gift": 5}
    assert holds(shop, two) == {"order": 60}
    assert why(shop, two) == {"hello": "limit", "campaign:gift": "budget"}
    shop.refund(one, lines={0: "50.00"})
    assert holds(shop, one) == {"order": 0, "hello": 0, "campaign:gift": 0}
    shop.replays_alike()
