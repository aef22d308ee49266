"""Fixed awards that derive from an order: given while anything of it is kept (law R8)."""

from dataclasses import dataclass
from typing import Literal

from loyalty.engine.awards import POINTS, BadgeAward, Fixed, RewardAward, amount_of, currency_of
from loyalty.engine.bringing import Brought
from loyalty.engine.calendar import span_of
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.facts import Header
from loyalty.engine.limits import Key
from loyalty.engine.rules import Limit, Referral
from tests.engine.slow.basis import goods_kept
from tests.engine.slow.told import Told


@dataclass(frozen=True, slots=True)
class Derived:
    """`code` says in the reason what it is for."""

    rule: str
    code: str
    points: int
    hold_days: int
    to: Literal["member", "advocate"] = "member"
    currency: str = POINTS


def given_by(
    rule: str, code: str, award: Fixed | RewardAward | BadgeAward, hold_days: int, currency: str
) -> Derived:
    """A rule's own fixed award."""
    return Derived(rule, code, amount_of(award), hold_days, currency=currency)


def both_sides(told: Told, referral: Referral, by: Brought) -> list[Decision]:
    """What the friend and the one who brought them get."""
    kept, local = goods_kept(told.state), told.seen.local
    against = {"held": "in_review", "refused": "refused"}.get(by.verdict, "")
    if not against and referral.minimum and kept < referral.minimum * 100:
        against = "below_minimum"
    if not against and referral.from_ and local < referral.from_:
        against = "not_yet"
    if not against and referral.until and local >= referral.until:
        against = "over"
    sides = [("friend", referral.friend), ("advocate", referral.advocate)]
    if not against and kept and any(gift for _, gift in sides):
        against = "" if _has_place(told, "referral:friends", 0, referral.most) else "budget"
    found = []
    for side, gift in sides:
        if gift is None:
            continue
        if side == "advocate" and not against and kept:
            against = "" if _has_place(told, "referral:advocate", by.advocate, referral.limit) else "limit"
        found.append(
            derived(
                told,
                Derived(
                    f"referral-{side}", f"referral_{side}", amount_of(gift), referral.hold_days,
                    "advocate" if side == "advocate" else "member", currency_of(gift, POINTS),
                ),
                against,
            )
        )  # fmt: skip
    return found


def _has_place(told: Told, name: str, member: int, limit: Limit | None) -> bool:
    if limit is None:
        return True
    key = Key(name, member, span_of(limit.per, told.header.processed_at, told.timezone))
    had = told.granted.get(key.in_terms, 0)
    if not had and told.rooms.used.get(key, 0) >= limit.times:
        return False
    told.rooms.grant(told.granted, key, wanted=1, size=limit.times)
    return True


def derived(told: Told, gives: Derived, against: str = "") -> Decision:
    """The decision: all of it or, once nothing is kept, nothing."""
    header = told.header
    kept = goods_kept(told.state)
    points = gives.points if kept and not against else 0
    reason: Reason = {"code": gives.code, "points": points, "award": gives.points, "kept": kept}
    if gives.to == "member":
        reason["order"] = header.name
    if not points:
        reason["why"] = against if kept else why_nothing(header, kept)
    return told.decision(
        gives.rule, points, reason, hold_days=gives.hold_days, to=gives.to, currency=gives.currency
    )


def why_nothing(header: Header, kept: int) -> str:
    """Why an eligible order gives nothing."""
    if header.cancelled:
        return "cancelled"
    return "below_one_point" if kept else "nothing_kept"
