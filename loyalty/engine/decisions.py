"""What an engine decides: the target the books must hold, always with its reason."""

from datetime import datetime
from typing import Any, Literal, Protocol

import msgspec

Outcome = Literal["awarded", "zero", "ineligible"]
Reason = dict[str, Any]
NO_RULE = "-"
MOST = 10**12  # law S8: the books hold no larger entry


class Telling(Protocol):
    """A reason in its shortest form: the order, the rule, and the few numbers that the rest follows from."""

    def reason(self) -> Reason:
        """The reason as it is stored; the same one each time."""


class Decision(msgspec.Struct, frozen=True, eq=False):
    """`points` is the target T(fact, terms): what the books must hold, not what must be added.

    `because` is the reason, or what tells it when somebody asks.
    `silent`: the rule did not fire; it is told of among others under NO_RULE, and only takes back what was posted.
    """

    rule: str
    outcome: Outcome
    points: int
    because: Reason | Telling
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

    @property
    def reason(self) -> Reason:
        """Ready for JSON."""
        because = self.because
        return because if isinstance(because, dict) else because.reason()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        return self.reason == other.reason and all(
            getattr(self, name) == getattr(other, name)
            for name in self.__struct_fields__
            if name != "because"
        )

    __hash__ = None  # type: ignore[assignment]
