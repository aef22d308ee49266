"""The ends of points and of their holds are kept for a day, and are those of every moment of it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.engine.calendar import plus_days
from loyalty.engine.day_ends import DayEnds, DayHolds
from loyalty.engine.expiry import Expiry

ZONES = ("UTC", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia")
PER = st.sampled_from([{"per": "lot"}, {"per": "inactivity"}, {"per": "both", "inactive_months": 2}])
START = datetime(2018, 1, 1, tzinfo=UTC)


@settings(max_examples=150)
@given(
    PER,
    st.integers(1, 13),
    st.sampled_from(["day", "month", "quarter", "year"]),
    st.integers(0, 400),
    st.lists(st.tuples(st.integers(0, 72 * 60), st.sampled_from(ZONES)), min_size=2, max_size=12),
)
def test_what_is_kept_of_a_day_is_what_any_moment_of_it_gives(
    per: dict[str, object], months: int, end_of: str, day: int, moments: list[tuple[int, str]]
) -> None:
    expiry = Expiry.model_validate({"months": max(3, months), "end_of": end_of} | per)
    kept = DayEnds(expiry)
    for minute, zone in moments:
        at = START + timedelta(days=day, minutes=minute)
        assert kept.of(at, zone) == (expiry.lot_ends(at, zone), expiry.kept_until(at, zone))


def test_points_that_never_end_have_no_ends() -> None:
    assert DayEnds(None).of(START, "UTC") == (None, None)


@settings(max_examples=150)
@given(
    st.integers(1, 100),
    st.integers(0, 400),
    st.lists(st.tuples(st.integers(0, 72 * 60), st.sampled_from(ZONES)), min_size=2, max_size=12),
)
def test_a_hold_ends_at_the_same_time_of_the_shops_day_also_where_the_clock_is_changed_meanwhile(
    days: int, day: int, moments: list[tuple[int, str]]
) -> None:
    kept = DayHolds()
    for minute, zone in moments:
        at = START + timedelta(days=day, minutes=minute)
        assert kept.of(at, days, zone) == plus_days(at, days, zone)
