"""What must hold of every ladder and every history (laws X5, X6, T4)."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.engine.ladder import standing
from loyalty.engine.ladder_recount import figures, follows, recount
from loyalty.engine.tier_standing import Qualifying, TierStanding
from loyalty.engine.tiers import Tiers
from tests.laws.test_ladder import START, histories, ladders, moments

ZONE = "Europe/Berlin"
RUNS = settings(max_examples=150)
GAINS = histories(least=0)


def at(tiers: Tiers, history: list[Qualifying], moment: datetime) -> TierStanding:
    return standing(tiers, history, moment, ZONE, "USD")


def rank(tiers: Tiers, level: str) -> int:
    return [one.id for one in tiers.levels].index(level)


@RUNS
@given(ladders(), histories(), moments, st.data())
def test_x5_the_order_of_telling_changes_nothing(
    tiers: Tiers, history: list[Qualifying], moment: datetime, data: st.DataObject
) -> None:
    again = [replace(fact, points=fact.points // 2, seq=1) for fact in history[::2]]
    told = [*history, *again, *history]
    shuffled = data.draw(st.permutations(told))
    assert at(tiers, shuffled, moment) == at(tiers, told, moment)
    assert at(tiers, told, moment) == at(tiers, [*again, *history[1::2]], moment)


@RUNS
@given(ladders(), histories(), moments, st.integers(0, 800 * 1440), st.integers(0, 400), st.integers(0, 3))
def test_more_never_means_a_lower_level(
    tiers: Tiers, history: list[Qualifying], moment: datetime, minute: int, points: int, orders: int
) -> None:
    more = Qualifying(at=START + timedelta(minutes=minute), source="more", points=points, orders=orders)
    without, with_more = at(tiers, history, moment), at(tiers, [*history, more], moment)
    assert rank(tiers, with_more.level) >= rank(tiers, without.level)


@RUNS
@given(ladders(), GAINS, moments)
def test_nothing_falls_without_a_refund_or_a_moving_window(
    tiers: Tiers, history: list[Qualifying], moment: datetime
) -> None:
    falls = [one for one in at(tiers, history, moment).changes if one.why["code"] != "tier_up"]
    if tiers.window.lifetime:
        assert falls == []
    bought = {fact.at for fact in history}
    assert tiers.grace_days or not bought & {one.at for one in falls}


@RUNS
@given(ladders(), histories(), moments)
def test_x6_grace_is_told_and_lasts_its_days(
    tiers: Tiers, history: list[Qualifying], moment: datetime
) -> None:
    warned: dict[str, datetime] = {}
    for change in at(tiers, history, moment).changes:
        if change.why["code"] == "tier_kept_by_grace":
            warned[change.from_level] = change.at
        elif change.why["code"] == "tier_down" and tiers.grace_days:
            assert change.from_level in warned
            hours = change.at - warned[change.from_level]
            assert hours >= timedelta(days=tiers.grace_days - 1) or tiers.drop == "full"


@RUNS
@given(ladders(), histories(), moments)
def test_t4_every_reason_recomputes(tiers: Tiers, history: list[Qualifying], moment: datetime) -> None:
    for change in at(tiers, history, moment).changes:
        assert recount(change, history) == {one["measure"]: one["amount"] for one in figures(change.why)}
        assert follows(change.why)


@RUNS
@given(ladders(), histories(), moments, st.integers(0, 400))
def test_what_was_true_then_stays_true_later(
    tiers: Tiers, history: list[Qualifying], moment: datetime, later: int
) -> None:
    then, now = at(tiers, history, moment), at(tiers, history, moment + timedelta(days=later))
    assert now.changes[: len(then.changes)] == then.changes


@RUNS
@given(ladders(), histories(), moments)
def test_the_fall_that_is_foretold_comes_in_its_moment(
    tiers: Tiers, history: list[Qualifying], moment: datetime
) -> None:
    known = [fact for fact in history if fact.at <= moment]
    told = at(tiers, known, moment)
    if told.at_risk is None:
        assert rank(tiers, at(tiers, known, moment + timedelta(days=4000)).level) >= rank(tiers, told.level)
        return
    before = at(tiers, known, told.at_risk.at - timedelta(microseconds=1))
    assert rank(tiers, before.level) >= rank(tiers, told.level) > rank(tiers, told.at_risk.level)
    assert at(tiers, known, told.at_risk.at).level == told.at_risk.level
    assert told.keep_until is not None
    assert told.keep_until <= told.at_risk.at


@RUNS
@given(ladders(), histories(), moments)
def test_what_is_missing_is_what_is_missing(
    tiers: Tiers, history: list[Qualifying], moment: datetime
) -> None:
    told = at(tiers, history, moment)
    if told.next is None:
        return
    gift = Qualifying(at=moment, source="gift", points=told.next.missing["points"],
                      orders=told.next.missing.get("orders", 0))  # fmt: skip
    assert rank(tiers, at(tiers, [*history, gift], moment).level) >= rank(tiers, told.next.level)
