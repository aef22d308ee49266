"""The ladder's time: months, years, the shop's midnights, and the times in which the shop was gone."""

from datetime import datetime, timedelta

import pytest

from loyalty.engine.tier_standing import Fall
from tests.engine.climbing import MARCH, ROLLING, YEAR, at, ladder, on, path, spent


def test_rolling_months_end_with_the_day_that_many_months_later() -> None:
    fact = spent(MARCH, 300_00)
    end = on(2027, 3, 11)
    before = at(ladder(ROLLING), end - timedelta(microseconds=1), fact)
    assert (before.level, before.keep_until, before.at_risk) == ("gold", end, Fall("member", end))
    assert path(at(ladder(ROLLING), end, fact)) == [(MARCH, "gold"), (end, "member")]


@pytest.mark.parametrize(
    ("bought", "left"),
    [
        (on(2027, 1, 31, 15), on(2027, 3, 1)),
        (on(2028, 1, 31, 15), on(2028, 3, 1)),
        (on(2027, 2, 28, 15), on(2027, 3, 29)),
        (on(2027, 12, 31, 23, 59), on(2028, 2, 1)),
    ],
)
def test_a_month_from_the_31st_ends_with_the_shorter_month(bought: datetime, left: datetime) -> None:
    told = at(ladder({"rolling_months": 1}), bought, spent(bought, 300_00))
    assert told.keep_until == left


def test_a_year_from_29_february_ends_with_28_february() -> None:
    told = at(ladder(ROLLING), on(2028, 2, 29), spent(on(2028, 2, 29), 300_00))
    assert told.keep_until == on(2029, 3, 1)


@pytest.mark.parametrize(
    ("zone", "bought", "left"),
    [
        ("Europe/Berlin", on(2027, 2, 28, 12), on(2027, 3, 28, 22)),
        ("Europe/Berlin", on(2027, 9, 30, 12), on(2027, 10, 30, 22)),
        ("Europe/Berlin", on(2027, 10, 1, 12), on(2027, 11, 1, 23)),
        ("Etc/GMT-14", on(2027, 1, 31, 9), on(2027, 2, 28, 10)),
        ("Etc/GMT-14", on(2027, 1, 31, 10), on(2027, 3, 1, 10)),
        ("Etc/GMT+12", on(2027, 2, 1, 11), on(2027, 3, 1, 12)),
    ],
)
def test_days_are_the_shops_own(zone: str, bought: datetime, left: datetime) -> None:
    assert at(ladder({"rolling_months": 1}), bought, spent(bought, 300_00), zone=zone).keep_until == left


def test_a_year_turns_at_the_shops_midnight() -> None:
    for zone, turn in (("UTC", on(2027, 1, 1)), ("Etc/GMT-14", on(2026, 12, 31, 10))):
        facts = [spent(turn - timedelta(seconds=1), 200_00), spent(turn, 99_99, "order-2")]
        assert at(ladder(YEAR), turn - timedelta(seconds=1), *facts, zone=zone).level == "silver"
        told = at(ladder(YEAR), turn, *facts, zone=zone)
        assert (told.level, told.qualifying) == ("member", {"spend": 99_99})


def test_a_programme_year_turns_on_its_own_day() -> None:
    tiers = ladder({"programme_year": {"month": 4, "day": 1}})
    told = at(tiers, MARCH, spent(MARCH, 300_00))
    assert told.at_risk == Fall("member", on(2026, 4, 1))
    assert at(tiers, on(2026, 4, 2), spent(on(2026, 4, 1), 300_00)).keep_until == on(2027, 4, 1)


def test_what_a_year_reached_is_kept_to_the_end_of_the_next() -> None:
    told = at(ladder(YEAR, keep_until="window_end"), MARCH, spent(MARCH, 300_00))
    assert told.at_risk == Fall("member", on(2028, 1, 1))


def test_the_retain_threshold_in_the_next_year_keeps_for_one_more() -> None:
    tiers = ladder(YEAR, keep_until="window_end")
    enough, short = spent(on(2027, 5, 1), 200_00, "order-2"), spent(on(2027, 5, 1), 199_99, "order-2")
    assert at(tiers, on(2028, 6, 1), spent(MARCH, 300_00), enough).at_risk == Fall("member", on(2029, 1, 1))
    assert at(tiers, on(2028, 1, 1), spent(MARCH, 300_00), short).level == "silver"


def test_windows_last_longer_by_the_time_the_shop_was_gone() -> None:
    gone = [(on(2026, 5, 1), on(2026, 5, 11, 6))]
    end = on(2027, 3, 21, 6)
    assert (
        at(ladder(ROLLING), end - timedelta(seconds=1), spent(MARCH, 300_00), paused=gone).keep_until == end
    )
    assert at(ladder(ROLLING), end, spent(MARCH, 300_00), paused=gone).level == "member"


def test_grace_lasts_longer_by_the_time_the_shop_was_gone() -> None:
    gone = [(on(2027, 3, 1), on(2027, 3, 5)), (on(2027, 3, 20), on(2027, 3, 25))]
    told = at(ladder(ROLLING, grace_days=30), on(2027, 4, 1), spent(MARCH, 300_00), paused=gone)
    assert (told.keep_until, told.at_risk) == (on(2027, 3, 15), Fall("member", on(2027, 4, 19)))


def test_only_the_part_of_a_pause_within_a_period_counts() -> None:
    gone = [(on(2026, 3, 1), on(2026, 3, 20, 12))]
    assert at(ladder(ROLLING), on(2026, 4, 1), spent(MARCH, 300_00), paused=gone).keep_until == on(
        2027, 3, 21
    )


def test_nothing_is_lost_while_the_shop_is_gone() -> None:
    gone = [(on(2026, 5, 1), None)]
    told = at(ladder(ROLLING), on(2035, 1, 1), spent(MARCH, 300_00), paused=gone)
    assert (told.level, told.keep_until, told.at_risk) == ("gold", None, None)


def test_a_year_with_a_pause_ends_later_and_shortens_no_other() -> None:
    gone = [(on(2026, 11, 1), on(2026, 11, 11))]
    late = spent(on(2027, 1, 5), 300_00)
    told = at(
        ladder(YEAR),
        on(2027, 1, 5),
        spent(MARCH, 300_00),
        spent(on(2027, 1, 5), 20_00, "order-2"),
        paused=gone,
    )
    assert told.at_risk == Fall("member", on(2027, 1, 11))
    assert at(ladder(YEAR), on(2027, 1, 20), late, paused=gone).keep_until == on(2028, 1, 1)


def test_a_pause_that_is_yet_to_end_is_not_known_before() -> None:
    whole = [(on(2026, 5, 1), on(2026, 6, 1)), (on(2026, 8, 1), None)]
    told = at(ladder(ROLLING), on(2026, 7, 1), spent(MARCH, 300_00), paused=whole)
    assert told.keep_until == on(2027, 4, 11)
    assert at(ladder(ROLLING), on(2026, 5, 2), spent(MARCH, 300_00), paused=whole).keep_until is None
