"""Sample orders fit the conditions they were made for, as the engine itself sees it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.engine.document import Document, parse
from loyalty.engine.earning import decide_order
from loyalty.programmes.fitting import Sample, fitting

SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)  # a Sunday
GOLD = {"field": "member.tier", "is": "gold"}
TIERS = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "all", "at": "0"}, {"id": "gold", "at": "9"}],
}
PLANS = [{"id": "club", "title": "Club", "sku": "CLUB", "period": "year"}]


def asking(when: dict[str, Any], lines: dict[str, Any] | None = None) -> Document:
    rule = {"id": "a", "on": "order_paid", "award": {"points": 1, "per": "1.00"}, "when": when}
    rule |= {"lines": lines} if lines else {}
    badges = [{"id": "early", "title": "Early"}]
    return parse(
        {"schema": 2, "name": "x", "tiers": TIERS, "memberships": PLANS, "badges": badges, "earning": [rule]}
    )


def made(document: Document, timezone: str = "UTC", paid: int | None = None) -> Sample:
    rule = document.order_rules[0]
    return fitting((rule.when, rule.lines), currency="USD", timezone=timezone, since=SINCE, paid=paid)


def points(document: Document, sample: Sample, timezone: str = "UTC") -> int:
    found = decide_order(document, sample.state, recognised=True, timezone=timezone, about=sample.about)
    return sum(one.points for one in found)


@pytest.mark.parametrize(
    "when",
    [
        GOLD,
        {"not": GOLD},
        {"field": "member.plan", "is": "club"},
        {"field": "member.badge", "is": "early"},
        {"field": "member.orders_before", "above": 3},
        {"field": "member.days_since_joined", "at_least": 365},
        {"field": "member.birthday_month", "is": 7},
        {"field": "order.source", "in": ["pos", "web"]},
        {"field": "order.gateway", "is": "gift_card"},
        {"field": "order.tag", "is": "vip"},
        {"field": "order.discount_code", "is": "SPRING"},
        {"field": "order.total", "at_least": "99.95"},
        {"field": "order.total", "below": "5"},
        {"all": [{"field": "order.total", "above": "10"}, {"field": "order.total", "at_most": "11"}]},
        {"field": "order.items", "is": 4},
        {"not": {"field": "order.items", "below": 4}},
        {"field": "order.subscription", "is": True},
        {"field": "order.weekday", "is": "wednesday"},
        {"not": {"field": "order.weekday", "in": ["sunday", "monday"]}},
        {"field": "order.hour", "at_least": 22},
        {"field": "order.month", "is": 12},
        {"all": [{"field": "order.month", "is": 2}, {"field": "order.weekday", "is": "friday"}]},
        {"field": "line.product", "is": "gid://shopify/Product/1"},
        {"field": "line.variant", "is": "7"},
        {"field": "line.sku", "is": "T-1"},
        {"field": "line.title", "is": "Oolong"},
        {"field": "line.vendor", "is": "Hill"},
        {"field": "line.type", "is": "Tea"},
        {"field": "line.tag", "is": "green"},
        {"field": "line.collection", "is": "summer"},
        {"field": "line.on_sale", "is": True},
        {"field": "line.subscription", "is": True},
        {"field": "line.cycle", "at_least": 3},
        {"any": [{"all": [GOLD, {"field": "order.source", "is": "pos"}]}, {"field": "order.tag", "is": "x"}]},
        {"not": {"all": [GOLD, {"field": "order.source", "is": "pos"}]}},
        {"not": {"any": [GOLD, {"field": "order.items", "at_least": 2}]}},
    ],
)
def test_an_order_that_is_made_to_fit_fits(when: dict[str, Any]) -> None:
    document = asking(when)
    assert points(document, made(document)) > 0


def test_goods_and_order_fit_at_once() -> None:
    document = asking(
        GOLD, {"all": [{"field": "line.type", "is": "Tea"}, {"field": "line.on_sale", "is": True}]}
    )
    assert points(document, made(document, paid=10_00)) == 10


@pytest.mark.parametrize("timezone", ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"])
def test_days_and_hours_are_those_of_the_shop(timezone: str) -> None:
    document = asking({"all": [{"field": "order.weekday", "is": "monday"}, {"field": "order.hour", "is": 1}]})
    sample = made(document, timezone)
    assert points(document, sample, timezone) > 0
    assert sample.state.header is not None
    assert SINCE < sample.state.header.processed_at < SINCE + timedelta(days=9)


def test_what_cannot_be_is_not_made_up() -> None:
    document = asking({"all": [{"field": "order.items", "is": 2}, {"field": "order.items", "is": 3}]})
    assert points(document, made(document)) == 0


def test_absurd_amounts_do_no_harm() -> None:
    for field in (
        "order.items",
        "order.hour",
        "member.days_since_joined",
        "order.month",
        "order.total",
        "line.cycle",
    ):
        document = asking({"field": field, "at_least": 999_999_999})
        assert points(document, made(document)) >= 0
