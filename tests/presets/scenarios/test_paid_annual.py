"""Paid membership: bought by an order line, renewed, lapsed at its end, and ended by a refund with its perks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.presets.scenarios.stage import NEWCOMER, Stage

Opened = Callable[[str], Stage]
DAY = timedelta(days=1)
PERKS = ["plus", "plus-sale"]


def on(year: int, month: int, of: int) -> datetime:
    return datetime(year, month, of, 17, tzinfo=UTC)


def test_a_year_is_bought_by_a_line_of_an_order_and_lapses_at_its_end(stage: Opened) -> None:
    shop = stage("paid-annual")
    shop.pay("20.00")
    assert (shop.plans(), shop.tags()) == ((), [])
    shop.subscribe("PLUS-YEAR", "49.00")
    assert (shop.plans(), shop.tags()) == (("plus-year",), PERKS)
    [plan] = shop.sees()["member"]["plans"]
    assert (plan["title"], plan["until_text"]) == ("Plus", "January 1, 2027")
    assert [perk["title"] for perk in plan["perks"]] == ["Free shipping", "Members' sale"]
    assert "Plus until January 1, 2027" in shop.reads()
    shop.sleep(on(2026, 12, 31))
    assert (shop.plans(), shop.tags()) == (("plus-year",), PERKS)
    shop.sleep(on(2027, 1, 2))
    assert (shop.plans(), shop.tags()) == ((), [])
    assert shop.sees()["member"]["plans"] == []
    shop.replayed()


def test_a_renewal_before_the_end_adds_a_year_to_it(stage: Opened) -> None:
    shop = stage("paid-annual")
    shop.subscribe("PLUS-YEAR", "49.00")
    shop.sleep(on(2026, 12, 20))
    shop.subscribe("PLUS-YEAR", "49.00")
    assert shop.sees()["member"]["plans"][0]["until_text"] == "January 1, 2028"
    shop.sleep(on(2027, 6, 1))
    assert (shop.plans(), shop.tags()) == (("plus-year",), PERKS)
    shop.sleep(on(2028, 1, 2))
    assert (shop.plans(), shop.tags()) == ((), [])
    shop.replayed()


def test_a_month_is_a_month(stage: Opened) -> None:
    shop = stage("paid-annual")
    shop.subscribe("PLUS-MONTH", "5.00")
    assert shop.tags() == PERKS
    shop.sleep(on(2026, 1, 31))
    assert shop.plans() == ("plus-month",)
    shop.sleep(on(2026, 2, 2))
    assert (shop.plans(), shop.tags()) == ((), [])
    shop.replayed()


def test_a_refund_ends_it_at_once_and_takes_the_perks_back(stage: Opened) -> None:
    shop = stage("paid-annual")
    order = shop.subscribe("PLUS-YEAR", "49.00", "30.00")
    shop.at(shop.clock + 5 * DAY)
    shop.refund(order, lines={1: "30.00"})
    assert (shop.plans(), shop.tags()) == (("plus-year",), PERKS), "other goods of the order went back"
    shop.refund(order, lines={0: "49.00"})
    assert (shop.plans(), shop.tags()) == ((), [])
    assert shop.sees()["member"]["plans"] == []
    shop.replayed()


def test_the_higher_level_earns_double_while_it_runs_and_no_longer(stage: Opened) -> None:
    shop = stage("paid-annual")
    bought = shop.subscribe("PREMIUM-YEAR", "99.00")
    shop.at(shop.clock + DAY)
    during = shop.pay("64.90")
    other = shop.pay("64.90", customer=NEWCOMER)
    assert [shop.points_of(one) for one in (bought, during, other)] == [99, 129, 64]
    assert shop.tags(NEWCOMER) == []
    shop.sleep(on(2027, 1, 3))
    after = shop.pay("64.90")
    assert shop.points_of(after) == 64
    shop.refund(bought, lines={0: "99.00"})
    assert shop.points_of(during) == 129, "what was earned stays as it was earned"
    shop.replayed()
