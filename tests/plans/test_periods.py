"""Purchases of paid memberships come to periods, whatever was told first."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.engine.plans import Purchase, next_change, periods, plans_at, runs

ZONE = "America/New_York"
START = datetime(2026, 1, 15, 17, tzinfo=UTC)  # noon in New York
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
PURCHASES = st.builds(
    Purchase,
    at=st.integers(0, 800).map(lambda days: START + days * DAY),
    source=st.integers(1, 99).map(lambda number: f"order:{number}"),
    plan=st.sampled_from(["club", "gold"]),
    period=st.sampled_from(["month", "month", "year", "once"]),
    pieces=st.integers(0, 3),
)
RUNS = settings(max_examples=100)
SOME = st.lists(PURCHASES, max_size=6)


def buy(day: int, period: str = "month", *, pieces: int = 1, plan: str = "club") -> Purchase:
    return Purchase(START + day * DAY, f"order:{day}", plan, period, pieces)


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year, month, day, hour


@RUNS
@given(SOME, st.randoms())
def test_the_order_of_telling_does_not_matter(told: list[Purchase], random: object) -> None:
    other = list(told)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert periods(told, ZONE) == periods(other, ZONE)


@RUNS
@given(SOME, PURCHASES, st.integers(0, 1200))
def test_buying_more_never_shortens(told: list[Purchase], more: Purchase, day: int) -> None:
    moment = START + day * DAY
    assert set(plans_at(told, moment, ZONE)) <= set(plans_at([*told, more], moment, ZONE))


@RUNS
@given(SOME)
def test_periods_of_a_plan_never_overlap_and_begin_no_earlier_than_they_were_bought(
    told: list[Purchase],
) -> None:
    bought = {(one.source, one.plan): one.at for one in sorted(told, key=lambda one: one.at, reverse=True)}
    for plan in ("club", "gold"):
        mine = [one for one in periods(told, ZONE) if one.plan == plan]
        for one, following in pairwise(mine):
            assert one.ends is not None
            assert one.begins < one.ends <= following.begins
        assert all(one.begins >= bought[one.source, plan] for one in mine)


@RUNS
@given(SOME, st.integers(0, 1200))
def test_between_two_changes_nothing_changes(told: list[Purchase], day: int) -> None:
    now = START + day * DAY
    following = next_change(told, now, ZONE)
    until = START + 5000 * DAY if following is None else following - TICK
    assert plans_at(told, until, ZONE) == plans_at(told, now, ZONE)


def test_it_lapses_exactly_at_the_local_end_across_the_change_of_clocks() -> None:
    one = [Purchase(at(2026, 2, 20, 17), "order:1", "club", "month", 1)]
    ends = at(2026, 3, 20, 16)  # noon in New York again, now an hour earlier in UTC
    assert plans_at(one, ends - TICK, ZONE) == ("club",)
    assert plans_at(one, ends, ZONE) == ()
    assert next_change(one, START + 40 * DAY, ZONE) == ends


def test_a_renewal_begins_where_the_running_one_ends() -> None:
    first, second = periods([buy(0), buy(10)], ZONE)
    assert first.ends == second.begins
    assert second.ends == at(2026, 3, 15, 16)


def test_one_bought_after_the_end_begins_then() -> None:
    first, second = periods([buy(0), buy(60)], ZONE)
    assert first.ends is not None
    assert first.ends < second.begins == START + 60 * DAY
    assert plans_at([buy(0), buy(60)], START + 50 * DAY, ZONE) == ()


def test_the_last_day_of_a_month_comes_back_after_a_short_one() -> None:
    first = Purchase(at(2026, 1, 31, 17), "order:1", "club", "month", 3)
    assert [one.ends for one in periods([first], ZONE)] == [
        at(2026, 2, 28, 17), at(2026, 3, 31, 16), at(2026, 4, 30, 16),
    ]  # fmt: skip


def test_once_is_for_life_and_nothing_comes_after_it() -> None:
    told = [buy(0, "once"), buy(400, "year")]
    assert len(periods(told, ZONE)) == 1
    assert plans_at(told, START + 36_500 * DAY, ZONE) == ("club",)
    assert next_change(told, START, ZONE) is None


def test_pieces_follow_each_other_and_one_that_went_back_takes_its_own_time_only() -> None:
    [run] = runs(periods([buy(0, "year", pieces=2)], ZONE))
    assert run.ends == at(2028, 1, 15, 17)
    [run] = runs(periods([buy(0, "year", pieces=1)], ZONE))
    assert run.ends == at(2027, 1, 15, 17)


def test_a_refund_of_the_first_moves_the_renewal_to_its_own_day() -> None:
    [kept] = periods([buy(0, pieces=0), buy(10)], ZONE)
    assert kept.begins == START + 10 * DAY


@pytest.mark.parametrize("period", ["month", "year"])
def test_a_slip_of_the_pen_does_not_leave_the_calendar(period: str) -> None:
    told = [Purchase(START, f"order:{number}", "club", period, 100) for number in range(99)]
    assert periods(told, ZONE)[-1].ends is not None


def test_the_reminder_comes_a_week_before_a_month_and_a_month_before_a_year_ends() -> None:
    [month] = runs(periods([buy(0)], ZONE))
    [year] = runs(periods([buy(0, "year")], ZONE))
    [life] = runs(periods([buy(0, "once")], ZONE))
    assert month.remind_at == at(2026, 2, 8, 17)
    assert year.remind_at == at(2026, 12, 16, 17)
    assert life.remind_at is None


def test_the_worked_year_of_the_page() -> None:
    first = Purchase(at(2026, 1, 31, 17), "order:1", "club", "month", 1)
    again = Purchase(at(2026, 2, 10, 17), "order:2", "club", "month", 1)
    assert next_change([first], START + 17 * DAY, ZONE) == at(2026, 2, 28, 17)
    assert next_change([first, again], START + 30 * DAY, ZONE) == at(2026, 3, 31, 16)
    assert next_change([again], START + 31 * DAY, ZONE) == at(2026, 3, 10, 16)
