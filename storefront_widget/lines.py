"""Lines of a member's history in words."""

from typing import Any

from loyalty.engine.document import Points
from loyalty.ledger.names import Names
from loyalty.ledger.statement import Entry
from loyalty.ledger.tell import tell
from loyalty.ledger.words import day
from loyalty.programmes.live import Timeline

TAKEN_BACK = ("clawback", "adjustment")
Data = dict[str, Any]


def line(entry: Entry, *, points: Points, versions: Timeline, currency: str) -> Data:
    """One line as data; `points` is what they are called now."""
    # What the version that gave the line called its things.
    gave = versions.version(entry.version).document if entry.version else None
    told = tell(entry, Names(points, gave, currency, shopper=True))
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "at_text": day(entry.at),
        "points": entry.points,
        "points_text": f"{'+' if entry.points > 0 else '−' if entry.points < 0 else ''}{abs(entry.points)}",
        "title": told.title,
        "why": told.why,
        "steps": told.steps,
        "state": _state(entry),
        "until_text": entry.held_until and day(entry.held_until),
    }


def _state(entry: Entry) -> str:
    if entry.points < 0:
        return "taken" if entry.kind in TAKEN_BACK else "gone"
    if entry.points == 0:
        return "none"
    return "pending" if entry.held_until else "available"
