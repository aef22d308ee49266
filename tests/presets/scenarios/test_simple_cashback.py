"""Cash back: 400.00 a month for a year is 4,800 points, 48.00; one in five unused leaves 38.40."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from loyalty.engine.document import parse
from loyalty.insight.own_orders import own_orders
from loyalty.insight.what_if import priced
from loyalty.insight.worth import cost, worth
from loyalty.programmes.preset import preset
from tests.presets.scenarios.stage import Stage

Opened = Callable[[str], Stage]


def a_year(shop: Stage) -> Stage:
    for month in range(1, 13):
        shop.at(datetime(2026, month, 5, 17, tzinfo=UTC)).pay("400.00")
    return shop.at(shop.clock + timedelta(days=15))


def test_a_year_of_400_a_month_is_48_00(stage: Opened) -> None:
    shop = a_year(stage("simple-cashback"))
    assert shop.standing() == (4800, 0, 0)
    assert shop.sees()["member"]["available_text"] == "4,800 points"
    told = shop.replayed()["totals"]
    assert (told["issued"], told["liability_minor"], told["sales_minor"]) == (4800, 48_00, 4800_00)
    assert Fraction(told["effective_return"]) == Fraction(1, 100)


def test_it_gives_back_one_per_cent_and_less_what_is_never_used(stage: Opened) -> None:
    shop = a_year(stage("simple-cashback"))
    rules = preset("simple-cashback").document
    told = cost(4800, 4800_00, worth(rules, "USD"))
    assert (told.minor, told.used_minor, told.share, told.used_share) == (4800, 3840, "0.0100", "0.0080")
    assert priced(own_orders(shop=shop.shop), parse(rules.model_dump(by_alias=True))) == told
    assert priced(own_orders(shop=shop.shop), rules) == told, "and so the gallery says of the shop's own year"


def test_100_points_are_1_00(stage: Opened) -> None:
    shop = stage("simple-cashback")
    shop.pay("399.99")
    shop.at(shop.clock + timedelta(days=15))
    shop.spend("a", reward="one-off")
    assert shop.standing() == (299, 0, 0)
    assert shop.replayed()["totals"]["reward_cost_minor"] == 100
