"""Miles: 5 for every 1.00, worth 0.01 each; with three in ten unused they cost 3.5 % of sales."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from loyalty.engine.exact import rounded
from loyalty.insight.worth import worth
from loyalty.ledger.adjust import NotEnough
from loyalty.programmes.preset import preset
from tests.presets.scenarios.stage import Stage

Opened = Callable[[str], Stage]
UNUSED = Fraction(3, 10)


def test_five_miles_per_dollar_cost_three_and_a_half_per_cent(stage: Opened) -> None:
    """e · b · (1 − k) · t = 5 × 0.01 × 0.7 × 1; the books' own points and the document's own worth go in."""
    shop = stage("miles")
    shop.pay("199.99")
    shop.at(shop.clock + timedelta(days=15))
    assert shop.standing() == (999, 0, 0)
    shop.pay("0.01")
    shop.pay("800.00")
    shop.at(shop.clock + timedelta(days=15))
    earned = shop.standing()[0]
    assert earned == 999 + 4000, "5 x 0.01 is less than a mile"
    each = worth(preset("miles").document, "USD")
    assert each == 1
    assert Fraction(5, 100) * each * (1 - UNUSED) == Fraction(35, 1000)
    told = shop.replayed()["totals"]
    assert told["effective_return"] == "0.049990", "4,999 miles on 1,000.00, before any is left unused"
    assert rounded(Fraction(told["effective_return"]) * (1 - UNUSED) * 1000, "half_up") == 35


def test_2500_miles_are_25_00(stage: Opened) -> None:
    shop = stage("miles")
    shop.pay("499.99")
    shop.at(shop.clock + timedelta(days=15))
    with pytest.raises(NotEnough):
        shop.try_to_spend("25-off")
    shop.pay("1.00")
    shop.at(shop.clock + timedelta(days=15))
    shop.spend("flight", reward="25-off")
    assert shop.standing() == (4, 0, 0)
    assert shop.sees()["member"]["available_text"] == "4 miles"
    assert shop.replayed()["totals"]["reward_cost_minor"] == 2500


def test_miles_stay_alive_while_they_move(stage: Opened) -> None:
    shop = stage("miles")
    shop.at(datetime(2026, 1, 10, 17, tzinfo=UTC)).pay("10.00")
    shop.at(datetime(2027, 12, 10, 17, tzinfo=UTC)).pay("10.00")
    shop.at(datetime(2028, 6, 1, 17, tzinfo=UTC))
    assert shop.standing() == (100, 0, 0), "the first order is older than two years"
    shop.replayed()
