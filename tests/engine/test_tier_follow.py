"""The level held follows the ladder: up at once, down after a warning (law X6), and every step is told once."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loyalty.engine.tier_entries import entry_rewards, reached
from loyalty.engine.tier_follow import Followed, Held, Warned, follow
from loyalty.engine.tier_standing import Qualifying
from tests.engine.climbing import LEVELS, LIFETIME, MARCH, ROLLING, YEAR, at, ladder, on, spent

DAY = timedelta(days=1)
FIRST = Held("member", None)
FALL = on(2027, 3, 11)


def followed(
    facts: list[Qualifying], moment: datetime, held: Held = FIRST, warned: Warned | None = None, **more: Any
) -> Followed:
    tiers = ladder(ROLLING, **more)
    told = at(tiers, moment, *facts)
    return follow(tiers, told, held, warned={} if warned is None else warned, at=moment, currency="USD")


def test_the_way_up_is_taken_at_once() -> None:
    found = followed([spent(MARCH, 300_00)], MARCH)
    assert (found.level, found.since, found.waits) == ("gold", MARCH, None)
    assert [(one.from_level, one.to_level) for one in found.steps] == [("member", "gold")]


def test_what_is_held_already_is_not_told_again() -> None:
    assert followed([spent(MARCH, 300_00)], MARCH + DAY, Held("gold", MARCH)).steps == ()


def test_a_fall_waits_for_its_warning_and_then_for_the_days() -> None:
    facts, held = [spent(MARCH, 300_00)], Held("gold", MARCH)
    found = followed(facts, FALL + DAY, held)
    assert (found.level, found.steps) == ("gold", ())
    assert found.waits is not None
    assert found.waits.at == FALL
    warned = {("gold", FALL): FALL}
    assert followed(facts, FALL + 13 * DAY, held, warned).level == "gold"
    fell = followed(facts, FALL + 14 * DAY, held, warned)
    assert (fell.level, fell.since, fell.steps[0].at) == ("member", FALL, FALL + 14 * DAY)


def test_a_warning_in_good_time_lets_the_level_go_on_its_day() -> None:
    facts, warned = [spent(MARCH, 300_00)], {("gold", FALL): FALL - 20 * DAY}
    assert followed(facts, FALL, Held("gold", MARCH), warned).steps[0].at == FALL


def test_of_two_falls_each_needs_its_own_warning() -> None:
    facts, more = [spent(MARCH, 300_00)], {"drop": "one_step"}
    late = FALL + 800 * DAY
    found = followed(facts, late, Held("gold", MARCH), {("gold", FALL): FALL}, **more)
    assert (found.level, found.waits and found.waits.to_level) == ("silver", "member")


def test_who_bought_again_in_time_never_fell() -> None:
    facts = [spent(MARCH, 300_00), spent(FALL + 5 * DAY, 300_00, "order-2")]
    found = followed(facts, FALL + 6 * DAY, Held("gold", MARCH))
    assert (found.level, found.since, found.steps) == ("gold", FALL + 5 * DAY, ())


def test_an_order_that_came_back_takes_its_level_without_a_warning() -> None:
    found = followed([spent(MARCH, 120_00)], MARCH + DAY, Held("gold", MARCH))
    assert found.level == "silver"
    assert found.steps[0].why == {
        "code": "tier_recounted", "from": "gold", "to": "silver",
        "measure": "spend", "amount": 120_00, "threshold": 250_00,
    }  # fmt: skip


def test_a_level_that_is_no_more_is_told_as_other_rules() -> None:
    found = followed([], MARCH, Held("platinum", MARCH))
    assert (found.level, found.steps[0].why["code"]) == ("member", "tier_rules_changed")


AMOUNTS = st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 300_00)), max_size=6)


@given(
    AMOUNTS, st.lists(st.integers(0, 1500), min_size=1, max_size=12), st.sampled_from(["full", "one_step"])
)
def test_x6_nobody_falls_unwarned_and_whoever_is_looked_at_has_at_least_the_ladders_level(
    amounts: list[tuple[int, int]], looks: list[int], drop: str
) -> None:
    tiers = ladder(ROLLING, drop=drop, grace_days=30)
    facts = [spent(MARCH + day * DAY, minor, f"o{n}") for n, (day, minor) in enumerate(amounts)]
    held, names = FIRST, [level.id for level in tiers.levels]
    for day in sorted(looks):
        told = at(tiers, MARCH + day * DAY, *facts)
        found = follow(tiers, told, held, warned={}, at=MARCH + day * DAY, currency="USD")
        assert names.index(found.level) >= max(names.index(held.level), names.index(told.level))
        for one, two in pairwise(found.steps):
            assert one.to_level == two.from_level
        held = Held(found.level, found.since)


@given(AMOUNTS, st.integers(0, 1500), st.sampled_from([ROLLING, YEAR]), st.sampled_from([0, 30]))
def test_the_moment_of_the_next_review_is_the_next_moment_at_which_time_changes_something(
    amounts: list[tuple[int, int]], day: int, window: dict[str, Any], grace: int
) -> None:
    tiers = ladder(window, grace_days=grace)
    facts = [
        spent(MARCH + when * DAY, minor, f"o{n}") for n, (when, minor) in enumerate(amounts) if when <= day
    ]
    now = MARCH + day * DAY
    told = at(tiers, now, *facts)
    if told.review_at is None:
        assert len(at(tiers, now + 3000 * DAY, *facts).changes) == len(told.changes)
        return
    assert told.review_at > now
    before = at(tiers, told.review_at - timedelta(microseconds=1), *facts)
    after = at(tiers, told.review_at, *facts)
    assert len(before.changes) == len(told.changes)
    assert len(after.changes) > len(told.changes)


def test_entry_rewards_are_owed_for_every_level_ever_reached_and_not_for_one_that_came_back() -> None:
    levels: list[dict[str, Any]] = [
        {**LEVELS[0], "entry_reward": "welcome"},
        {**LEVELS[1], "entry_reward": "socks"},
        {**LEVELS[2], "entry_reward": "mug"},
    ]
    tiers = ladder(LIFETIME, levels=levels)
    assert entry_rewards(tiers, at(tiers, MARCH)) == {"member": "welcome"}
    told = at(tiers, MARCH, spent(MARCH, 300_00))
    assert entry_rewards(tiers, told) == {"member": "welcome", "silver": "socks", "gold": "mug"}
    back = at(tiers, MARCH, spent(MARCH, 300_00, seq=1), spent(MARCH, 100_00, seq=2))
    assert entry_rewards(tiers, back) == {"member": "welcome", "silver": "socks"}
    rolling = ladder(ROLLING, levels=levels)
    later = at(rolling, FALL + 400 * DAY, spent(MARCH, 300_00))
    assert (later.level, [level.id for level in reached(rolling, later)]) == (
        "member",
        ["member", "silver", "gold"],
    )
