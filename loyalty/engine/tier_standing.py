"""What is asked of the ladder and what it answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.ladder_reasons import Reason

# The field of a fact that each measure counts.
FIELDS = {"spend": "spend_minor", "points": "points", "orders": "orders", "activity": "activities"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifying:
    """What one source (an order, an activity) counts towards tiers, as far as is known.

    Told again, a source replaces what was told of it before: the greatest `seq` (arrival) stands; among equals
    the last one given.
    """

    at: datetime
    source: str
    spend_minor: int = 0
    points: int = 0
    orders: int = 0
    activities: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One step up or down; `from_level == to_level` where grace keeps what would be lost."""

    at: datetime
    from_level: str
    to_level: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Next:
    """The next level, and what is missing to it per measure (money in minor units)."""

    level: str
    missing: dict[str, int]


@dataclass(frozen=True, slots=True)
class Fall:
    """The level one would fall to, and when, grace included, if nothing more qualifies."""

    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TierStanding:
    """A member's tier at one moment.

    `since` and `reached_by` (a source) are None for the level everybody begins at, `reached_by` also after a fall.
    `qualifying` holds the sums of the window, `keep_until` the moment at which they no longer keep the level if
    nothing more qualifies (grace comes after it, so it may have passed), `review_at` the next moment at which time
    alone changes the level or begins a grace.
    """

    level: str
    since: datetime | None
    reached_by: str | None
    qualifying: dict[str, int]
    next: Next | None
    keep_until: datetime | None
    at_risk: Fall | None
    changes: tuple[Change, ...]
    review_at: datetime | None = None


def latest(history: Iterable[Qualifying]) -> Iterable[Qualifying]:
    """What is known of each source."""
    known: dict[str, Qualifying] = {}
    for fact in history:
        held = known.get(fact.source)
        if held is None or fact.seq >= held.seq:
            known[fact.source] = fact
    return known.values()
