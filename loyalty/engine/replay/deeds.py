"""Facts that no platform's webhook tells, as a history file does: joining, redeeming, doing things."""

from typing import Literal

from loyalty.engine.activity import Done, Gone
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
    points: int | None = None  # chosen on a slider


class Did(Fact, frozen=True, kw_only=True):
    """A customer did something besides buying; the key says which deed it is."""

    customer: str
    key: str
    done: Done


class Judged(Fact, frozen=True, kw_only=True):
    """A deed told before was refused, taken back, ended, or, with `gone` empty, looked at and perhaps graded."""

    customer: str
    key: str
    what: str
    gone: Gone = ""
    grade: str = ""


class ReferralJudged(Fact, frozen=True, kw_only=True):
    """Staff looked at who brought this customer."""

    friend: str
    verdict: Literal["passed", "held", "refused"]


class Refused(ValueError):
    """What was told cannot be done; the message says why. Nothing was changed."""
