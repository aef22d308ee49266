"""Sales for members only: the tag opens the doors while a month or a year is paid for, and no longer."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.presets.scenarios.stage import LOYAL, NEWCOMER, Stage

Opened = Callable[[str], Stage]
OPEN = ["club-access"]


def on(year: int, month: int, day: int, hour: int = 17) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_the_tag_comes_with_the_fee_and_goes_when_it_lapses(stage: Opened) -> None:
    shop = stage("members-only-sales")
    assert shop.points_of(shop.pay("30.00")) == 0
    assert shop.tags() == []
    shop.subscribe("CLUB-MONTH", "9.00")
    assert (shop.plans(), shop.tags()) == (("club-month",), OPEN)
    assert shop.sees()["member"]["plans"][0]["title"] == "Club"
    assert shop.points_of(shop.pay("30.00")) == 30
    shop.sleep(on(2026, 1, 31))
    assert shop.tags() == OPEN
    shop.sleep(on(2026, 2, 2))
    assert (shop.plans(), shop.tags()) == ((), [])
    assert shop.points_of(shop.pay("30.00")) == 0
    assert shop.sees()["member"]["plans"] == []
    shop.replayed()


def test_a_fee_that_was_paid_back_shuts_the_doors_at_once(stage: Opened) -> None:
    shop = stage("members-only-sales")
    order = shop.subscribe("CLUB-YEAR", "90.00")
    assert shop.tags() == OPEN
    shop.refund(order, lines={0: "90.00"})
    assert (shop.plans(), shop.tags()) == ((), [])
    shop.replayed()


def test_the_sale_pays_members_double_for_exactly_its_days(stage: Opened) -> None:
    shop = stage("members-only-sales")
    shop.at(on(2027, 3, 1))
    shop.subscribe("CLUB-YEAR", "90.00")
    got = []
    # New York opens at 10:00, which is 15:00 UTC; the sale is over with Sunday.
    for moment in (
        datetime(2027, 3, 5, 14, 59, tzinfo=UTC),
        datetime(2027, 3, 5, 15, 0, tzinfo=UTC),
        datetime(2027, 3, 8, 4, 59, tzinfo=UTC),
        datetime(2027, 3, 8, 5, 0, tzinfo=UTC),
    ):
        shop.at(moment)
        member, stranger = shop.pay("50.00", customer=LOYAL), shop.pay("50.00", customer=NEWCOMER)
        got.append((shop.points_of(member), shop.points_of(stranger)))
    assert got == [(50, 0), (100, 0), (100, 0), (50, 0)]
    assert shop.tags(NEWCOMER) == []
    shop.replayed()
