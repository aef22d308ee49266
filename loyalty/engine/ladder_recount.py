"""The figures of a tier's reason again, from the history alone (law T4)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from loyalty.engine.ladder_reasons import Reason
from loyalty.engine.ladder_windows import EVER, NEVER
from loyalty.engine.tier_standing import FIELDS, Change, Qualifying, latest


def recount(change: Change, history: Iterable[Qualifying]) -> dict[str, int]:
    """What each measure of the reason amounts to: all that lies in its window and not after the change."""
    since, until = (datetime.fromisoformat(end) if end else None for end in change.why["window"])
    counted = [
        fact
        for fact in latest(history)
        if (since or EVER) <= fact.at < (until or NEVER) and fact.at <= change.at
    ]
    return {
        one["measure"]: sum(getattr(fact, FIELDS[one["measure"]]) for fact in counted)
        for one in figures(change.why)
    }


def follows(why: Reason) -> bool:
    """Whether the change follows from the reason's figures."""
    enough = [one["amount"] >= one["threshold"] for one in figures(why)]
    met = any(enough) if why.get("need") == "any" else all(enough)
    rising: bool = why["code"] == "tier_up"
    return met is rising


def figures(why: Reason) -> list[dict[str, Any]]:
    """Measure, amount and threshold, for each measure that counts."""
    return [{key: why[key] for key in ("measure", "amount", "threshold")}, *why.get("also", [])]
