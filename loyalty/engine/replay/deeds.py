"""Facts that no platform's webhook tells, as a history file does: joining, redeeming."""

from loyalty.engine.facts import Fact


class Joined(Fact, frozen=True, kw_only=True):
    """A customer joined the programme."""

    customer: str


class BirthdayTold(Fact, frozen=True, kw_only=True):
    """A customer told when they were born; once."""

    customer: str
    month: int
    day: int


class Redeemed(Fact, frozen=True, kw_only=True):
    """A customer bought a reward and used it at once, on `order` where one is named."""

    customer: str
    reward: str
    key: str
    order: str = ""


class Refused(ValueError):
    """What was told cannot be done; the message says why. Nothing was changed."""
