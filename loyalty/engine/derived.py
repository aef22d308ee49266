"""Fixed awards that derive from an order: given while anything of it is kept (law R8)."""

from dataclasses import dataclass
from typing import Literal

from loyalty.engine.awards import POINTS, BadgeAward, Fixed, RewardAward, amount_of
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.facts import Header
from loyalty.engine.told import Told

# Why nothing is given though something was kept.
WITHHELD = frozenset(("in_review", "refused", "limit", "budget", "below_minimum", "not_yet", "over"))


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


def derived(told: Told, gives: Derived, withheld: str = "") -> Decision:
    """The decision: all of it or, once nothing is kept or while something stands against it, nothing."""
    header = told.header
    kept = told.kept
    points = gives.points if kept and not withheld else 0
    reason: Reason = {"code": gives.code, "points": points, "award": gives.points, "kept": kept}
    if gives.to == "member":
        reason["order"] = header.name
    if not points:
        reason["why"] = withheld if kept else why_nothing(header, kept)
    if gives.sponsor:
        reason["sponsor"] = gives.sponsor
    return told.decision(gives.rule, points, reason, gives.hold_days, gives.currency, gives.to)


def why_nothing(header: Header, kept: int) -> str:
    """Why an eligible order gives nothing."""
    if header.cancelled:
        return "cancelled"
    return "below_one_point" if kept else "nothing_kept"
