"""Which entry rewards a member's way up the ladder is owed, by all that is known now."""

from datetime import datetime

from loyalty.engine.decisions import Decision
from loyalty.engine.tier_follow import place
from loyalty.engine.tier_standing import TierStanding
from loyalty.engine.tiers import Level, Tiers


def reached(tiers: Tiers, told: TierStanding) -> tuple[Level, ...]:
    """Every level ever reached, the first and those that were stepped over included, lowest first.

    An order that comes back takes its level with it: what was reached by it was never reached.
    """
    highest = max((place(tiers, one.to_level) for one in told.changes), default=0)
    return tiers.levels[: max(highest, place(tiers, told.level), 0) + 1]


def entry_rewards(tiers: Tiers, told: TierStanding) -> dict[str, str]:
    """Reward by level, for the levels ever reached that give one; each is due once."""
    return {level.id: level.entry_reward for level in reached(tiers, told) if level.entry_reward}


def reached_at(tiers: Tiers, told: TierStanding, level: Level) -> datetime | None:
    """When the level was first reached, or stepped over; None for the one all begin at."""
    at = place(tiers, level.id)
    return next((one.at for one in told.changes if place(tiers, one.to_level) >= at), None)


def decide_entry(level: Level, *, due: bool, at: datetime, now: datetime) -> Decision:
    """The reward for having reached a level `at` a moment: one, once, for as long as the member's history says so."""
    points = 1 if due else 0
    return Decision(
        rule=f"tier:{level.id}",
        outcome="awarded" if points else "zero",
        points=points,
        because={"code": "tier_entry", "level": level.id, "points": points},
        effective_at=at,
        available_at=at,
        as_of=now,
        currency=f"reward:{level.entry_reward}",
        silent=not due,
    )
