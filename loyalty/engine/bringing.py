"""What a friend's first order gives both sides, and what stands against it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from loyalty.common.money import minor
from loyalty.engine.awards import POINTS, amount_of, currency_of
from loyalty.engine.compiled import outside
from loyalty.engine.decisions import Decision
from loyalty.engine.derived import Derived, derived
from loyalty.engine.limits import Key, advocate_key, friends_key
from loyalty.engine.rules import Limit, Referral
from loyalty.engine.suspicion import Verdict
from loyalty.engine.told import Told

KeyOf = Callable[[Limit, int, datetime, str], Key]
FRIEND, ADVOCATE = "referral-friend", "referral-advocate"


@dataclass(frozen=True, slots=True)
class Brought:
    """Who brought the friend, and what became of looking at it."""

    advocate: int
    verdict: Verdict = "passed"


def both_sides(told: Told, referral: Referral, by: Brought) -> Iterator[Decision]:
    """The friend's decision and the advocate's. An advocate's full limit takes nothing from the friend."""
    if not (referral.friend or referral.advocate):
        return
    why = _withheld(told, referral, by)
    days, friend, advocate = referral.hold_days, referral.friend, referral.advocate
    if not why and told.kept and not _room(told, referral.most, friends_key):
        why = "budget"
    if friend:
        gives = Derived(
            FRIEND, "referral_friend", amount_of(friend), days, currency=currency_of(friend, POINTS)
        )
        yield derived(told, gives, why)
    if advocate:
        if not why and told.kept and not _room(told, referral.limit, advocate_key, by.advocate):
            why = "limit"
        currency = currency_of(advocate, POINTS)
        gives = Derived(ADVOCATE, "referral_advocate", amount_of(advocate), days, "advocate", currency)
        yield derived(told, gives, why)


def _withheld(told: Told, referral: Referral, by: Brought) -> str:
    """What stands against it, whatever room there is; empty when nothing does."""
    if by.verdict != "passed":
        return "in_review" if by.verdict == "held" else "refused"
    least = referral.minimum
    if least is not None and told.kept < minor(str(least), told.header.currency):
        return "below_minimum"
    return outside(referral, told.seen.local)


def _room(told: Told, limit: Limit | None, key_of: KeyOf, member: int = 0) -> bool:
    """Takes one place under a limit, or has taken it before."""
    if limit is None:
        return True
    own = told.rooms
    key: Key = key_of(limit, member, told.header.processed_at, told.timezone)
    if not own.rooms.room(own.granted, key, size=limit.times):
        return False
    own.rooms.grant(own.granted, key, wanted=1, size=limit.times)
    return True
