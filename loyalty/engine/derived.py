"""Fixed awards that derive from an order: given while anything of it is kept (law R8)."""

from dataclasses import dataclass
from typing import Literal

from loyalty.engine.awards import POINTS, BadgeAward, Fixed, RewardAward, amount_of
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.facts import Header
from loyalty.engine.rules import Referral
from loyalty.engine.told import Told


@dataclass(frozen=True, slots=True)
class Derived:
    """`code` says in the reason what it is for."""

    rule: str
    code: str
    points: int
    hold_days: int
    to: Literal["member", "advocate"] = "member"
    currency: str = POINTS
    sponsor: str | None = None


def given_by(
    rule: str,
    code: str,
    award: Fixed | RewardAward | BadgeAward,
    hold_days: int,
    currency: str,
    sponsor: str | None = None,
) -> Derived:
    """A rule's own fixed award."""
    return Derived(rule, code, amount_of(award), hold_days, currency=currency, sponsor=sponsor)


def both_sides(referral: Referral) -> list[Derived]:
    """What the friend and the one who brought them get."""
    days = referral.hold_days
    sides = []
    if referral.friend:
        sides.append(Derived("referral-friend", "referral_friend", referral.friend.points, days))
    if referral.advocate:
        sides.append(
            Derived("referral-advocate", "referral_advocate", referral.advocate.points, days, "advocate")
        )
    return sides


def derived(told: Told, gives: Derived) -> Decision:
    """The decision: all of it or, once nothing is kept, nothing."""
    header = told.header
    kept = told.kept
    points = gives.points if kept else 0
    reason: Reason = {"code": gives.code, "points": points, "award": gives.points, "kept": kept}
    if gives.to == "member":
        reason["order"] = header.name
    if not points:
        reason["why"] = why_nothing(header, kept)
    if gives.sponsor:
        reason["sponsor"] = gives.sponsor
    return told.decision(gives.rule, points, reason, gives.hold_days, gives.currency, gives.to)


def why_nothing(header: Header, kept: int) -> str:
    """Why an eligible order gives nothing."""
    if header.cancelled:
        return "cancelled"
    return "below_one_point" if kept else "nothing_kept"
