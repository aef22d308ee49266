"""Laws X3, X5, X7 of the ladder over made-up histories, against a day-by-day reckoning of its own."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.engine.ladder import standing
from loyalty.engine.tier_standing import Qualifying, TierStanding
from loyalty.engine.tiers import Tiers
from tests.laws.ladder_oracle import Ladder, Oracle, Shop

RUNS = settings(max_examples=40)
START = datetime(2027, 1, 20, tzinfo=UTC)
DAYS = 800
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"]
WINDOWS: list[dict[str, Any]] = [
    {"lifetime": True},
    {"calendar_year": True},
    {"programme_year": {"month": 3, "day": 1}},
    {"rolling_months": 1},
    {"rolling_months": 12},
]
STEPS = [("base", 0, 0), ("silver", 100, 80), ("gold", 250, 150), ("black", 600, 600)]


@st.composite
def ladders(draw: st.DrawFn) -> Tiers:
    window = draw(st.sampled_from(WINDOWS))
    by = draw(st.sampled_from(["points", {"all": ["points", "orders"]}, {"any": ["points", "orders"]}]))
    yearly = "calendar_year" in window or "programme_year" in window

    def threshold(points: int) -> Any:
        return points if by == "points" else {"points": points, "orders": points // 50}

    return Tiers.model_validate(
        {
            "by": by,
            "window": window,
            "levels": [
                {"id": name, "at": threshold(at), "retain": threshold(retain)} for name, at, retain in STEPS
            ],
            "grace_days": draw(st.sampled_from([0, 1, 30, 200])),
            "drop": draw(st.sampled_from(["full", "one_step"])),
            "keep_until": draw(st.sampled_from([None, "window_end"])) if yearly else None,
        }
    )


@st.composite
def histories(draw: st.DrawFn, days: int = DAYS, least: int = -200) -> list[Qualifying]:
    minutes = st.integers(0, days * 1440)
    facts = draw(
        st.lists(st.tuples(minutes, st.sampled_from(range(-100, 651, 50)), st.integers(-1, 5)), max_size=10)
    )
    return [
        Qualifying(at=START + timedelta(minutes=minute), source=str(number), points=max(least, points),
                   orders=max(least, orders))
        for number, (minute, points, orders) in enumerate(facts)
    ]  # fmt: skip


moments = st.integers(0, DAYS + 300).map(lambda days: START + timedelta(days=days, hours=5))


def oracle(tiers: Tiers, history: list[Qualifying], shop: Shop, at: datetime) -> Oracle:
    several = len(tiers.measures) > 1

    def amounts(points: int) -> tuple[int, ...]:
        return (points, points // 50) if several else (points,)

    ladder = Ladder(
        levels=[(name, amounts(reach), amounts(keep)) for name, reach, keep in STEPS],
        any_measure=tiers.need == "any",
        months=tiers.window.rolling_months,
        year=tiers.window.year_start,
        next_year_too=tiers.keep_until is not None,
        grace=tiers.grace_days,
        one_step=tiers.drop == "one_step",
    )
    facts: list[tuple[datetime, tuple[int, ...]]] = [
        (fact.at, (fact.points, fact.orders) if several else (fact.points,))
        for fact in history if fact.at <= at
    ]  # fmt: skip
    return Oracle(ladder, shop, facts)


def steps(told: TierStanding) -> list[tuple[datetime, str, str]]:
    return [(one.at, one.from_level, one.to_level) for one in told.changes if one.from_level != one.to_level]


@RUNS
@given(ladders(), histories(), moments, st.sampled_from(ZONES))
def test_the_ladder_agrees_with_a_day_by_day_reckoning(
    tiers: Tiers, history: list[Qualifying], at: datetime, zone: str
) -> None:
    told = standing(tiers, history, at, zone, "USD")
    right = oracle(tiers, history, Shop(zone), at).tell(at)
    assert steps(told) == right.steps
    assert told.level == right.level


@RUNS
@given(
    ladders(),
    histories(days=120),
    st.integers(30, 700),
    st.lists(st.integers(0, 240), min_size=1, max_size=4, unique=True),
)
def test_x7_the_clock_stands_still_while_the_shop_is_gone(
    tiers: Tiers, history: list[Qualifying], later: int, borders: list[int]
) -> None:
    at = START + timedelta(days=later, hours=5)
    days = sorted(START + timedelta(days=day) for day in borders)
    pauses = [(gone, back) for gone, back in zip(days[::2], [*days[1::2], None], strict=False) if gone <= at]
    told = standing(tiers, history, at, "UTC", "USD", paused=pauses)
    right = oracle(tiers, history, Shop("UTC", pauses), at).tell(at)
    assert steps(told) == right.steps
    assert told.level == right.level
