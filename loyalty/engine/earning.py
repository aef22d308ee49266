"""What a rule gives for a fact: the target the books must hold, always with its reason."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from loyalty.common.money import exponent
from loyalty.engine.basis import Basis, basis
from loyalty.engine.calendar import plus_days
from loyalty.engine.document import Document, JoinRule, OrderRule
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


def decide_order(
    document: Document | None, state: OrderState, *, recognised: bool, timezone: str
) -> list[Decision]:
    """One decision per order rule; one named NO_RULE when no rule could be asked.

    `document` is the version pinned for the order, or None when none was live. `recognised` says whether the
    order has a customer who can own points. Raises Unreadable for more points than the books can hold.
    """
    header = state.header
    if header is None:
        return []
    why = _not_eligible(header, recognised)
    rules = document.order_rules if document else ()
    if document is None or not rules:
        no_rule = "no_programme" if document is None else "no_rule"
        return [_ineligible(NO_RULE, state, header, no_rule)]
    if why:
        return [_ineligible(rule.id, state, header, why) for rule in rules]
    return [_decide(document, rule, state, header, timezone) for rule in rules]


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


def _decide(
    document: Document, rule: OrderRule, state: OrderState, header: Header, timezone: str
) -> Decision:
    worked = basis(state, rule.counts)
    exact = rule.award.exact * Fraction(worked.total, 10 ** exponent(header.currency))
    points = rounded(exact, document.points.rounding)
    if points > MOST:
        raise Unreadable(
            f"order {header.name}: would earn more than {MOST:,} points; check the rule {rule.id!r}"
        )
    reason = order_reason(document, rule, header, worked, exact, points)
    return Decision(
        rule=rule.id,
        outcome="awarded" if points else "zero",
        points=points,
        reason=reason,
        effective_at=header.processed_at,
        available_at=plus_days(header.processed_at, rule.hold_days, timezone),
        as_of=latest_news(state, header),
    )


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
        reason["why"] = _why_nothing(header, worked)
    return reason


def _why_nothing(header: Header, worked: Basis) -> str:
    if header.cancelled:
        return "cancelled"
    return "below_one_point" if worked.total else "nothing_kept"


def decide_join(rule: JoinRule, *, at: datetime, timezone: str) -> Decision:
    """The decision of a join rule for a member who joined `at`."""
    points = rule.award.points
    reason: Reason = {"code": "joined", "points": points}
    return Decision(rule.id, "awarded", points, reason, at, plus_days(at, rule.hold_days, timezone), at)
