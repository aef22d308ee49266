"""Yearly tiers at 0, 350 and 1,000 with 1, 1.25 and 1.5 points; 500 points are 10.00 to charity, 1,000 are 20.00."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.desk import spending, tier_rounds
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Transaction
from tests.presets.scenarios.stage import LOYAL, NEWCOMER, Stage

Opened = Callable[[str], Stage]
DAY, READY = timedelta(days=1), timedelta(days=15)
NEVER = datetime(2100, 1, 1, tzinfo=UTC)
FLAGS = {"since": "--from", "until": "--to"}
CHARITY = "The shop's charity"


def points_of(shop: Stage, order: dict[str, Any]) -> int:
    return sum(award.posted for award in shop.awards(f"order:{order['id']}"))


def pay(shop: Stage, price: str, customer: int = LOYAL) -> int:
    order = shop.pay(price, customer=customer)
    shop.at(shop.clock + DAY)
    return points_of(shop, order)


def test_each_tier_multiplies_the_next_order(stage: Opened) -> None:
    shop = stage("choose-your-reward")
    assert pay(shop, "349.99") == 349
    assert shop.level() == "member"
    assert pay(shop, "0.01") == 0
    assert shop.level() == "plus"
    assert pay(shop, "100.00") == 125
    assert pay(shop, "549.99") == 687, "687.4875, rounded down once"
    assert shop.level() == "plus"
    assert pay(shop, "0.01") == 0
    assert shop.level() == "top"
    assert pay(shop, "100.00") == 150
    told = shop.sees()
    assert (told["member"]["tier"]["title"], told["member"]["tier"]["next"]) == ("Top", None)
    shop.replayed()


def test_a_year_counts_by_the_calendar_and_its_tier_lasts_to_the_end_of_the_next(stage: Opened) -> None:
    shop = stage("choose-your-reward")
    shop.at(datetime(2026, 12, 30, 17, tzinfo=UTC))
    pay(shop, "340.00")
    shop.at(datetime(2027, 1, 2, 17, tzinfo=UTC))
    pay(shop, "340.00")
    assert shop.level() == "member", "680.00 in two years are 340.00 in each"
    pay(shop, "10.00")
    assert shop.level() == "plus"
    shop.at(datetime(2028, 12, 31, 17, tzinfo=UTC))
    tier_rounds.review_due(now=shop.clock)
    assert shop.level() == "plus"
    shop.at(datetime(2029, 1, 1, 17, tzinfo=UTC))
    tier_rounds.review_due(now=shop.clock)
    assert shop.level() == "member"
    shop.replayed()


def test_donations_are_stated_by_period_and_what_was_reversed_is_taken_off(stage: Opened) -> None:
    shop = stage("choose-your-reward")
    pay(shop, "349.00")
    pay(shop, "5000.00", NEWCOMER)
    pay(shop, "350.00")
    shop.at(shop.clock + READY)
    assert shop.standing() == (699, 0, 0)
    shop.spend("ten", reward="give-10")
    with pytest.raises(NotEnough):
        shop.try_to_spend("give-20")
    assert shop.standing() == (199, 0, 0)
    shop.spend("twenty", reward="give-20", customer=NEWCOMER)
    whole = statement(shop)
    assert whole == [
        {"charity": CHARITY, "points": 1500, "amount_minor": 3000, "currency": "USD", "count": 2}
    ]
    cut = Transaction.objects.get(source="redeem:twenty", kind="use").posted_at
    first, second = sums(shop, until=cut), sums(shop, since=cut)
    assert (first, second) == ([(500, 1000, 1)], [(1000, 2000, 1)])
    assert shop.replayed()["totals"]["reward_cost_minor"] == 3000


def statement(shop: Stage, **cut: datetime) -> list[dict[str, Any]]:
    """Of all time, or up to or from a moment by the books' own clock."""
    said = {"until": NEVER} | cut
    words = [word for name, at in said.items() for word in (FLAGS[name], at.isoformat())]
    told = shop.command("ledger", "donations", "--shop", shop.shop.domain, *words, "--json")
    found: list[dict[str, Any]] = told["charities"]
    return found


def sums(shop: Stage, **cut: datetime) -> list[tuple[int, int, int]]:
    """(points, minor units, count) by charity."""
    return [(one["points"], one["amount_minor"], one["count"]) for one in statement(shop, **cut)]


def test_a_donation_that_was_never_made_or_came_back_is_not_owed(stage: Opened) -> None:
    shop = stage("choose-your-reward")
    pay(shop, "2000.00")
    shop.at(shop.clock + READY)
    at: dict[str, Any] = {"shop": shop.shop, "actor": "member", "now": shop.clock}
    spending.redeem(**at, member_id=shop.member(), reward="give-20", key="changed-mind")
    assert sums(shop) == [], "set aside only"
    spending.released(**at, key="changed-mind", why="taken back")
    assert sums(shop) == []
    with_order = shop.pay("30.00")
    shop.spend("with", reward="give-10", order=str(with_order["id"]))
    assert sums(shop) == [(500, 1000, 1)]
    for part, left in (("10.00", (334, 668, 1)), ("20.00", (0, 0, 0))):
        shop.refund(with_order, part)
        assert sums(shop) == [left]
