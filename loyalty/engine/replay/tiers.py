"""Everybody's tier at the end of a replay, from the orders as they stood then (law X5)."""

from collections import defaultdict
from datetime import datetime

from loyalty.engine.ladder import standing
from loyalty.engine.qualifying import qualifying
from loyalty.engine.replay.replay import Replay
from loyalty.engine.tier_standing import Qualifying


def tiers(replay: Replay, at: datetime) -> dict[int, str]:
    """Levels by the person's number; empty for a programme without tiers."""
    live = replay.versions.at(at)
    ladder = live.document.tiers if live else None
    if ladder is None:
        return {}
    counts: dict[int, list[Qualifying]] = defaultdict(list)
    for order, known in replay.orders.known.items():
        told = _qualifying(replay, order, at) if known.person else None
        if told is not None and known.person is not None:
            counts[known.person.living.number].append(told)
    return {
        person.number: standing(
            ladder, counts.get(person.number, ()), at, replay.timezone, replay.currency
        ).level
        for person in replay.people.everybody
    }


def _qualifying(replay: Replay, order: str, at: datetime) -> Qualifying | None:
    known = replay.orders.known[order]
    state = known.state
    if state.header is None:
        return None
    rules = replay.versions.of(known.terms, state.header.processed_at)
    if rules is None:
        return None
    return qualifying(
        state,
        document=rules.document,
        source=f"order:{order}",
        timezone=replay.timezone,
        at=at,
        terms=known.terms,
    )
