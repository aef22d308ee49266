"""What a rule gives for a fact: the target the books must hold, always with its reason."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from loyalty.common.money import exponent
from loyalty.engine.basis import Basis, basis, goods_kept
from loyalty.engine.calendar import plus_days
from loyalty.engine.document import Document, JoinRule, OrderRule, Referral
from loyalty.engine.exact import rounded, split
from loyalty.engine.facts import Header, Unreadable
from loyalty.engine.order_state import OrderState

Outcome = Literal["awarded", "zero", "ineligible"]
Reason = dict[str, Any]
NO_RULE = "-"
MOST = 10**12  # law S8: the books hold no larger entry


@dataclass(frozen=True, slots=True)
class Decision:
    """`points` is the target T(fact, terms): what the books must hold, not what must be added."""

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


def decide_order(
    document: Document | None,
    state: OrderState,
    *,
    recognised: bool,
    timezone: str,
    first: bool = False,
    referred: bool = False,
) -> list[Decision]:
    """One decision per rule that looks at orders; one named NO_RULE when no rule could be asked.

    `document` is the version pinned for the order, or None when none was live. `recognised` says whether the
    order has a customer who can own points, `first` that it is pinned as their first, `referred` that somebody
    brought them. What derives from an order follows it (law R8).
    Raises Unreadable for more points than the books can hold.
    """
    header = state.header
    if header is None:
        return []
    if document is None or not (document.order_rules or document.first_order_rules):
        no_rule = "no_programme" if document is None else "no_rule"
        return [_ineligible(NO_RULE, state, header, no_rule)]
    why = _not_eligible(header, recognised)
    if why:
        rules = document.order_rules + document.first_order_rules
        return [_ineligible(rule.id, state, header, why) for rule in rules]
    told = Told(document, state, header, timezone)
    decisions = [_decide(told, rule) for rule in document.order_rules]
    for rule in document.first_order_rules:
        gives = Derived(rule.id, "first_order", rule.award.points, rule.hold_days)
        decisions.append(_fixed(told, gives) if first else _ineligible(rule.id, state, header, "not_first"))
    if first and referred and document.referral:
        decisions += [_fixed(told, gives) for gives in _both_sides(document.referral)]
    return decisions


def _not_eligible(header: Header, recognised: bool) -> str:
    checks = (
        (header.test, "test"),
        (not header.confirmed, "unconfirmed"),
        (not header.paid and not header.cancelled, "not_paid"),
        (not recognised, "no_customer"),
    )
    return next((why for failed, why in checks if failed), "")


def _ineligible(rule: str, state: OrderState, header: Header, why: str) -> Decision:
    at = header.processed_at
    reason: Reason = {"code": "ineligible", "why": why, "order": header.name}
    return Decision(rule, "ineligible", 0, reason, at, at, latest_news(state, header))


def latest_news(state: OrderState, header: Header) -> datetime:
    """When the last thing happened that is known of the order."""
    return (
        max(header.updated_at, *(refund.at for refund in state.refunds))
        if state.refunds
        else header.updated_at
    )


def _decide(told: "Told", rule: OrderRule) -> Decision:
    document, header = told.document, told.header
    worked = basis(told.state, rule.counts)
    exact = rule.award.exact * Fraction(worked.total, 10 ** exponent(header.currency))
    points = rounded(exact, document.points.rounding)
    if points > MOST:
        raise Unreadable(
            f"order {header.name}: would earn more than {MOST:,} points; check the rule {rule.id!r}"
        )
    reason = order_reason(document, rule, header, worked, exact, points)
    return told.decision(rule.id, points, reason, rule.hold_days)


@dataclass(frozen=True, slots=True)
class Told:
    """One eligible order under its document."""

    document: Document
    state: OrderState
    header: Header
    timezone: str

    def decision(
        self,
        rule: str,
        points: int,
        reason: Reason,
        hold_days: int,
        to: Literal["member", "advocate"] = "member",
    ) -> Decision:
        at = self.header.processed_at
        return Decision(
            rule=rule,
            outcome="awarded" if points else "zero",
            points=points,
            reason=reason,
            effective_at=at,
            available_at=plus_days(at, hold_days, self.timezone),
            as_of=latest_news(self.state, self.header),
            expires_at=lot_ends(self.document, at, self.timezone),
            keeps_until=kept_until(self.document, at, self.timezone),
            to=to,
        )


@dataclass(frozen=True, slots=True)
class Derived:
    """A fixed number of points that derives from an order: given while anything of it is kept."""

    rule: str
    code: str
    points: int
    hold_days: int
    to: Literal["member", "advocate"] = "member"


def _both_sides(referral: Referral) -> list[Derived]:
    days = referral.hold_days
    sides = []
    if referral.friend:
        sides.append(Derived("referral-friend", "referral_friend", referral.friend.points, days))
    if referral.advocate:
        sides.append(
            Derived("referral-advocate", "referral_advocate", referral.advocate.points, days, "advocate")
        )
    return sides


def _fixed(told: Told, gives: Derived) -> Decision:
    header = told.header
    kept = goods_kept(told.state)
    points = gives.points if kept else 0
    reason: Reason = {"code": gives.code, "points": points, "award": gives.points, "kept": kept}
    if gives.to == "member":
        reason["order"] = header.name
    if not points:
        reason["why"] = _why_nothing(header, kept)
    return told.decision(gives.rule, points, reason, gives.hold_days, gives.to)


def lot_ends(document: Document, earned_at: datetime, timezone: str) -> datetime | None:
    """The planned end of points earned at a moment."""
    return document.expiry.lot_ends(earned_at, timezone) if document.expiry else None


def kept_until(document: Document, active_at: datetime, timezone: str) -> datetime | None:
    """Until when earning or spending at a moment keeps points alive."""
    return document.expiry.kept_until(active_at, timezone) if document.expiry else None


def order_reason(
    document: Document, rule: OrderRule, header: Header, worked: Basis, exact: Fraction, points: int
) -> Reason:
    """The stored trace of one order award: enough to recompute the points and to say them in words (law T4)."""
    shares = split(points, [line.kept for line in worked.lines])
    reason: Reason = {
        "code": "order",
        "order": header.name,
        "points": points,
        "rate": [rule.award.points, str(rule.award.per)],
        "currency": header.currency,
        "basis": worked.total,
        "exact": f"{exact.numerator}/{exact.denominator}",
        "rounding": document.points.rounding,
        "lines": [
            {
                "id": line.line,
                "title": line.title,
                "quantity": line.quantity,
                "kept_quantity": line.kept_quantity,
                "net": line.net,
                "back": line.back,
                "kept": line.kept,
                "points": share,
                **({"gift_card": True} if line.gift_card else {}),
            }
            for line, share in zip(worked.lines, shares, strict=True)
        ],
    }
    if worked.extras:
        reason["extras"] = dict(worked.extras)
    if worked.other_back:
        reason["other_back"] = worked.other_back
    left_out = dict(worked.left_out) | ({"tax": header.tax} if header.tax and not rule.counts.tax else {})
    if left_out:
        reason["left_out"] = left_out
    if not points:
        reason["why"] = _why_nothing(header, worked.total)
    return reason


def _why_nothing(header: Header, kept: int) -> str:
    if header.cancelled:
        return "cancelled"
    return "below_one_point" if kept else "nothing_kept"


def decide_join(document: Document, rule: JoinRule, *, at: datetime, timezone: str, before: bool) -> Decision:
    """The decision of a join rule for a member who joined `at`; `before`: an erased account had collected it."""
    reason: Reason = {"code": "joined", "points": rule.award.points}
    if before:
        return Decision(
            rule.id, "ineligible", 0, {"code": "ineligible", "why": "collected_before"}, at, at, at
        )
    return Decision(
        rule=rule.id,
        outcome="awarded",
        points=rule.award.points,
        reason=reason,
        effective_at=at,
        available_at=plus_days(at, rule.hold_days, timezone),
        as_of=at,
        expires_at=lot_ends(document, at, timezone),
        keeps_until=kept_until(document, at, timezone),
    )
