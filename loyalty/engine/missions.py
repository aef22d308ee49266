"""Missions, stamp cards and streaks: what a member's own history makes of them. Pure; nothing is counted up.

What is counted is what awards hold: after a refund they hold less, and so does the mission (law R8).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loyalty.engine.awards import POINTS, amount_of, currency_of
from loyalty.engine.calendar import add_months, plus_days, wall_clock
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.document import Document
from loyalty.engine.goals import Goal, Mission
from loyalty.engine.told import lot_ends, lot_shares

Tally = Sequence[tuple[datetime, int]]  # (when, how much an award holds), oldest first


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a member is: `done` times complete, and per goal (count, reached towards the next, reach)."""

    done: int
    goals: tuple[tuple[str, int, int], ...]
    at: datetime | None = None  # when it was last completed


def progress(mission: Mission, tallies: Mapping[str, Tally], *, timezone: str) -> Progress:
    """Where the member stands. `tallies` are by currency."""
    counted = [_within(mission, tallies.get(goal.count, ()), timezone) for goal in mission.goals]
    times = [_times(goal, tally, timezone) for goal, tally in zip(mission.goals, counted, strict=True)]
    done = min(times) if mission.need == "all" else max(times)
    if mission.times is not None:
        done = min(done, mission.times)
    goals = tuple(
        (goal.count, _towards(goal, tally, done, timezone, full=done == mission.times), goal.reach)
        for goal, tally in zip(mission.goals, counted, strict=True)
    )
    moments = [
        _completed(goal, tally, done, timezone) for goal, tally in zip(mission.goals, counted, strict=True)
    ]
    known = [one for one in moments if one is not None]
    if not done or not known:
        return Progress(done, goals)
    return Progress(done, goals, max(known) if mission.need == "all" else min(known))


def decide_mission(
    document: Document, mission: Mission, told: Progress, *, others: int, now: datetime, timezone: str
) -> Decision:
    """What the mission is to hold; `others` of it are held already under another name (a merged account's)."""
    per = amount_of(mission.award)
    points = max(0, told.done * per - others)
    at = told.at or now
    currency = currency_of(mission.award, mission.currency)
    reason: Reason = {
        "code": "mission",
        "mission": mission.id,
        "done": told.done,
        "per": per,
        "points": points,
        "goals": [list(goal) for goal in told.goals],
    }
    if others:
        reason["others"] = others
    return Decision(
        rule=f"mission:{mission.id}",
        outcome="awarded" if points else "zero",
        points=points,
        because=reason,
        effective_at=at,
        available_at=plus_days(at, mission.hold_days, timezone),
        as_of=now,
        expires_at=lot_ends(document, currency, at, timezone),
        currency=currency,
        shares=lot_shares(document, at, timezone) if currency == POINTS else (),
        silent=not points,
    )


def _within(mission: Mission, tally: Tally, timezone: str) -> Tally:
    held = [(at, amount) for at, amount in tally if amount > 0]
    if mission.from_ is None and mission.until is None:
        return held
    return [(at, amount) for at, amount in held if _in_time(mission, wall_clock(at, timezone))]


def _in_time(mission: Mission, local: datetime) -> bool:
    after = mission.from_ is None or local >= mission.from_
    return after and (mission.until is None or local < mission.until)


def _times(goal: Goal, tally: Tally, timezone: str) -> int:
    if goal.streak is None:
        return sum(amount for _, amount in tally) // goal.reach
    return sum(length // goal.reach for length in _runs(goal, tally, timezone))


def _towards(goal: Goal, tally: Tally, done: int, timezone: str, *, full: bool) -> int:
    if full:
        return goal.reach
    if goal.streak is None:
        return min(goal.reach, sum(amount for _, amount in tally) - done * goal.reach)
    last = _runs(goal, tally, timezone)[-1:] or [0]
    return last[0] % goal.reach


def _completed(goal: Goal, tally: Tally, done: int, timezone: str) -> datetime | None:
    """When the goal was reached for the `done`th time."""
    if goal.streak is not None:
        return tally[-1][0] if tally else None
    have = 0
    for at, amount in tally:
        have += amount
        if have >= done * goal.reach:
            return at
    return None


def _runs(goal: Goal, tally: Tally, timezone: str) -> list[int]:
    """Lengths of the runs of days, weeks or months without a gap, oldest first."""
    periods = sorted({_begin(goal, at, timezone) for at, _ in tally})
    runs: list[int] = []
    before: date | None = None
    for one in periods:
        if before is not None and one == _after(goal, before):
            runs[-1] += 1
        else:
            runs.append(1)
        before = one
    return runs


def _begin(goal: Goal, at: datetime, timezone: str) -> date:
    day = wall_clock(at, timezone).date()
    if goal.streak == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if goal.streak == "week" else day


def _after(goal: Goal, begin: date) -> date:
    if goal.streak == "month":
        return add_months(begin, 1)
    return begin + timedelta(days=7 if goal.streak == "week" else 1)


def counted(missions: Iterable[Mission]) -> frozenset[str]:
    """The currencies that some mission counts."""
    return frozenset(goal.count for mission in missions for goal in mission.goals)
