"""Laws X1 to X4, X6 and X7: when points end, when they do not, and who was told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.desk import daily
from loyalty.desk.adjusting import adjust
from loyalty.desk.standing import balance
from loyalty.engine.calendar import end_of, plus_months
from loyalty.engine.expiry import Expiry
from loyalty.engine.purse import Purse
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Balance, Entry, ExpiryNotice, Lot, Transaction
from loyalty.ledger.notices import sent
from loyalty.shops.models import Installation
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

DAY = timedelta(days=1)
ENDS = datetime(2026, 4, 2, 4, tzinfo=UTC)  # the midnight after 1 April in New York, one month after START


def expiring(months: int = 1, *, told: bool = True, **more: Any) -> World:
    """A shop whose points (1 per dollar) live so many months; `told`: they end without a notice too."""
    setting: dict[str, Any] = {"per": "lot", "months": months, "without_notice": told} | more
    return World(rules(points=1) | {"expiry": setting})


def buy(world: World, order: str, dollars: int, at: datetime = START) -> None:
    world.tell([Teller(order, [Goods(1, dollars * 100)], placed=at).snapshot()], now=at)


def member(world: World) -> int:
    return Balance.objects.get(programme=world.programme).member_id


def available(world: World, now: datetime) -> int:
    return balance(shop=world.shop, member_id=member(world), now=now).available


pytestmark = pytest.mark.django_db


def test_x2_a_lot_past_its_end_is_unspendable_even_before_the_sweep() -> None:
    world = expiring()
    buy(world, "1", 100)
    assert available(world, ENDS - timedelta(seconds=1)) == 100
    assert available(world, ENDS) == 0
    assert Lot.objects.get(programme=world.programme).remaining == 100, "no sweep came by"
    with pytest.raises(NotEnough):
        adjust(shop=world.shop, member_id=member(world), points=-1, why="x", actor="owner", key="k", now=ENDS)


@pytest.mark.parametrize("sweeps", [0, 1, 5])
def test_x2_sweeps_may_run_never_once_or_often_and_late(sweeps: int) -> None:
    world = expiring()
    buy(world, "1", 100)
    buy(world, "2", 50, START + 20 * DAY)
    for number in range(sweeps):
        daily.catch_up(now=ENDS + number * DAY)
    assert available(world, ENDS + 5 * DAY) == 50
    daily.catch_up(now=ENDS + 5 * DAY)
    assert world.balance() == (50, 0, 0, 0)
    [gone] = Transaction.objects.filter(programme=world.programme, kind="expiry")
    assert (gone.effective_at, gone.reason["points"], gone.reason["lots"][0]["why"]) == (ENDS, 100, "age")
    world.check()


def test_x1_what_ends_soonest_is_spent_first_then_the_oldest() -> None:
    world = expiring(2)
    buy(world, "1", 60, START)
    buy(world, "2", 80, START + 30 * DAY)
    adjust(shop=world.shop, member_id=member(world), points=-100, why="x", actor="owner", key="k",
           now=START + 31 * DAY)  # fmt: skip
    lots = Lot.objects.filter(programme=world.programme).order_by("earned_at")
    assert [lot.remaining for lot in lots] == [0, 40]


def test_x1_a_younger_lot_that_ends_sooner_is_spent_before_an_older_one() -> None:
    world = expiring(6)
    buy(world, "1", 60, START)
    setting = {"per": "lot", "months": 1, "without_notice": True}
    world.publish(rules(points=1) | {"expiry": setting}, at=START + DAY)
    buy(world, "2", 80, START + 2 * DAY)
    adjust(shop=world.shop, member_id=member(world), points=-100, why="x", actor="owner", key="k",
           now=START + 3 * DAY)  # fmt: skip
    lots = Lot.objects.filter(programme=world.programme).order_by("earned_at")
    assert [lot.remaining for lot in lots] == [40, 0]


@pytest.mark.parametrize(
    ("earned", "months", "until", "zone", "ends"),
    [
        ("2026-01-31T17:00Z", 1, "day", "America/New_York", "2026-03-01T05:00Z"),
        ("2028-01-31T17:00Z", 1, "day", "America/New_York", "2028-03-01T05:00Z"),
        ("2027-02-28T17:00Z", 12, "day", "America/New_York", "2028-02-29T05:00Z"),
        ("2028-02-29T17:00Z", 12, "day", "America/New_York", "2029-03-01T05:00Z"),
        ("2026-12-31T23:30Z", 1, "day", "Pacific/Kiritimati", "2027-02-01T10:00Z"),
        ("2026-12-31T10:30Z", 1, "day", "Etc/GMT+12", "2027-01-31T12:00Z"),
        ("2026-02-08T17:00Z", 1, "day", "America/New_York", "2026-03-09T04:00Z"),
        ("2026-10-01T16:00Z", 1, "day", "America/New_York", "2026-11-02T05:00Z"),
        ("2026-01-15T17:00Z", 1, "month", "America/New_York", "2026-03-01T05:00Z"),
        ("2026-01-15T17:00Z", 1, "quarter", "America/New_York", "2026-04-01T04:00Z"),
        ("2026-11-15T17:00Z", 1, "quarter", "America/New_York", "2027-01-01T05:00Z"),
        ("2026-01-15T17:00Z", 12, "year", "America/New_York", "2028-01-01T05:00Z"),
    ],
)
def test_x3_ends_are_local_midnights_in_every_zone_season_and_leap_year(
    earned: str, months: int, until: str, zone: str, ends: str
) -> None:
    """The 31st + 1 month is the last of the month; ends are rounded up to day, month, quarter or year."""
    expiry = Expiry.model_validate({"per": "lot", "months": months, "end_of": until})
    assert expiry.lot_ends(datetime.fromisoformat(earned), zone) == datetime.fromisoformat(ends)


@given(
    days=st.integers(0, 20_000),
    seconds=st.integers(0, 86_399),
    months=st.integers(1, 120),
    zone=st.sampled_from(
        ["America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "Europe/Berlin", "UTC"]
    ),
)
def test_x3_no_end_comes_before_the_months_are_over_nor_a_day_after(
    days: int, seconds: int, months: int, zone: str
) -> None:
    moment = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=seconds)
    later = plus_months(moment, months, zone)
    assert later < end_of("day", later, zone) <= later + timedelta(hours=25)
    assert end_of("day", later, zone) <= end_of("month", later, zone) <= end_of("quarter", later, zone)


def test_x4_with_inactivity_every_earning_and_spending_moves_the_end_later_and_nothing_moves_it_earlier() -> (
    None
):
    world = World(rules(points=1) | {"expiry": {"per": "inactivity", "months": 1, "without_notice": True}})
    buy(world, "1", 100)
    buy(world, "2", 50, START + 20 * DAY)
    assert available(world, ENDS + DAY) == 150
    buy(world, "0", 10, START - 20 * DAY)  # a late fact of long ago
    kept = Balance.objects.get(programme=world.programme).keeps_until
    assert kept == datetime(2026, 4, 22, 4, tzinfo=UTC)
    assert available(world, kept - timedelta(seconds=1)) == 160
    daily.catch_up(now=kept)
    assert world.balance() == (0, 0, 0, 0)
    reason = Transaction.objects.get(programme=world.programme, kind="expiry").reason
    assert {lot["why"] for lot in reason["lots"]} == {"inactivity"}
    world.check()


def test_both_ways_at_once_whichever_comes_first() -> None:
    setting = {"per": "both", "months": 2, "inactive_months": 1, "without_notice": True}
    world = World(rules(points=1) | {"expiry": setting})
    buy(world, "1", 100)
    for number in range(3):
        buy(world, f"a{number}", 1, START + (number + 1) * 20 * DAY)
    assert available(world, datetime(2026, 5, 2, 3, tzinfo=UTC)) == 103
    assert available(world, datetime(2026, 5, 2, 4, tzinfo=UTC)) == 3, "two months are over, active or not"


def test_x6_no_points_end_before_a_notice_was_sent_and_its_days_are_over() -> None:
    world = expiring(told=False, notice_days=[30, 7])
    buy(world, "1", 100)
    assert daily.notices(now=ENDS - 40 * DAY) == 0
    assert daily.notices(now=ENDS - 29 * DAY) == 1
    assert daily.notices(now=ENDS - 28 * DAY) == 0, "once"
    assert daily.notices(now=ENDS - 6 * DAY) == 1
    daily.catch_up(now=ENDS + DAY)
    assert available(world, ENDS + DAY) == 100, "recorded is not sent"
    assert sent(member_id=member(world), channel="widget", now=ENDS + DAY) == 2
    assert available(world, ENDS + 8 * DAY - timedelta(seconds=1)) == 100
    assert available(world, ENDS + 8 * DAY) == 0
    daily.catch_up(now=ENDS + 9 * DAY)
    assert Transaction.objects.get(programme=world.programme, kind="expiry").effective_at == ENDS + 8 * DAY
    notice = ExpiryNotice.objects.filter(member=member(world)).earliest("recorded_at")
    assert (notice.days, notice.points, notice.ends_at, notice.channel) == (30, 100, ENDS, "widget")


def test_x6_a_notice_in_time_lets_points_end_on_their_day() -> None:
    world = expiring(told=False)
    buy(world, "1", 100)
    daily.notices(now=ENDS - 20 * DAY)
    sent(member_id=member(world), channel="letter", now=ENDS - 20 * DAY)
    assert available(world, ENDS - timedelta(seconds=1)) == 100
    assert available(world, ENDS) == 0


def test_x6_points_that_came_after_the_notice_need_one_of_their_own() -> None:
    world = expiring(told=False)
    buy(world, "1", 100)
    daily.notices(now=ENDS - 20 * DAY)
    sent(member_id=member(world), channel="letter", now=ENDS - 20 * DAY)
    buy(world, "2", 50, START + 5 * DAY)
    assert available(world, ENDS + 20 * DAY) == 50


def test_x7_the_clock_stands_still_while_the_app_is_uninstalled() -> None:
    world = expiring()
    buy(world, "1", 100)
    Installation.objects.create(
        shop=world.shop, installed_at=START - DAY, installed_by="o", uninstalled_at=ENDS - 10 * DAY
    )
    assert available(world, ENDS + 300 * DAY) == 100, "gone, nothing ends"
    daily.catch_up(now=ENDS + 300 * DAY)
    Installation.objects.create(shop=world.shop, installed_at=ENDS + 20 * DAY, installed_by="o")
    assert available(world, ENDS + 30 * DAY - timedelta(seconds=1)) == 100
    assert available(world, ENDS + 30 * DAY) == 0, "30 days away, 30 days longer"


def test_switching_expiry_off_ends_nothing_more_and_takes_nothing_back() -> None:
    world = expiring()
    buy(world, "1", 100)
    buy(world, "2", 50, START + 10 * DAY)
    world.publish(rules(points=1), at=ENDS + DAY)
    assert available(world, ENDS + 400 * DAY) == 50, "what had ended has ended, the rest stays"


def test_points_that_expired_are_not_asked_for_again_when_their_order_comes_back() -> None:
    world = expiring()
    teller = Teller("1", [Goods(1, 10_000)])
    world.tell([teller.snapshot()], now=START)
    daily.catch_up(now=ENDS)
    buy(world, "2", 30, ENDS)
    teller.tick()
    world.tell([teller.refund([(0, 1, 10_000)], 0)], now=ENDS + DAY)
    assert world.balance() == (30, 0, 0, 0), "no debt, and nothing of another order's"
    expired = Entry.objects.filter(programme=world.programme, account="expired")
    assert sum(expired.values_list("amount", flat=True)) == 0
    assert world.awards("order:1")[0].posted == 0
    world.check()


def test_x4_a_purse_by_itself_never_moves_its_end_earlier() -> None:
    purse = Purse()
    give: dict[str, Any] = {"against": "issued", "now": START, "available_at": START}
    later = purse.credit(10, earned_at=START, keeps_until=START + 30 * DAY, **give)
    earlier = purse.credit(10, earned_at=START - 20 * DAY, keeps_until=START + 10 * DAY, **give)
    assert (later.keeps_until, earlier.keeps_until) == (START + 30 * DAY, None)
    assert purse.keeps_until == START + 30 * DAY


@pytest.mark.parametrize("days", [1, 30])
def test_x2_what_became_available_first_repays_the_debt_however_late_somebody_looks(days: int) -> None:
    """A's hold ends before B's, though B's points end sooner."""
    world = expiring(6)
    first = Teller("0", [Goods(1, 10_000)])
    world.tell([first.snapshot()], now=START)
    adjust(
        shop=world.shop, member_id=member(world), points=-100, why="spent", actor="owner", key="k", now=START
    )
    first.tick()
    world.tell([first.refund([(0, 1, 10_000)], 0)], now=START)
    for number, (hold, months) in enumerate([(10, 6), (20, 1)], 1):
        setting = {"per": "lot", "months": months, "without_notice": True}
        at = START + timedelta(minutes=number)
        world.publish(rules(points=1, hold_days=hold) | {"expiry": setting}, at=at)
        buy(world, str(number), 120, at + timedelta(seconds=1))
    assert world.balance() == (0, 240, 0, 100)
    for day in range(days, 31, days):
        daily.catch_up(now=START + day * DAY)
    lots = Lot.objects.filter(programme=world.programme, account="available", remaining__gt=0)
    assert [lot.remaining for lot in lots.order_by("earned_at")] == [20, 120]
    world.check()
