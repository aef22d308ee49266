"""What an engine decides: the target the books must hold, always with its reason."""

from datetime import datetime
from typing import Any, Literal

import msgspec

Outcome = Literal["awarded", "zero", "ineligible"]
Reason = dict[str, Any]
NO_RULE = "-"
MOST = 10**12  # law S8: the books hold no larger entry


class Decision(msgspec.Struct, frozen=True):
    """`points` is the target T(fact, terms): what the books must hold, not what must be added.

    `silent`: the rule did not fire; it is told of among others under NO_RULE, and only takes back what was posted.
    """

    rule: str
    outcome: Outcome
    points: int
    reason: Reason
    effective_at: datetime
    available_at: datetime
    as_of: datetime  # the latest news that went into it
    expires_at: datetime | None = None  # planned end of the points
    keeps_until: datetime | None = None  # the deed keeps all points of the member alive until then
    to: Literal["member", "advocate"] = "member"  # who gets it
    currency: str = "points"
    silent: bool = False
    shares: tuple[
        tuple[int, datetime | None], ...
    ] = ()  # percent and end, where points are worth less by age
