"""What every rule shares that gives without an order: asking the member alone, and the award."""

from datetime import datetime

from loyalty.engine.about import About
from loyalty.engine.answers import Seen
from loyalty.engine.awards import POINTS, currency_of
from loyalty.engine.calendar import plus_days
from loyalty.engine.checks import compiled
from loyalty.engine.conditions import Condition
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.document import Document
from loyalty.engine.misses import Why, missed
from loyalty.engine.rules import ActivityRule, DayRule, JoinRule
from loyalty.engine.told import kept_until, lot_ends, lot_shares


def unmet(condition: Condition | None, *, about: About, at: datetime, timezone: str) -> Why:
    """The first question that the member fails; empty when there is none."""
    check = compiled(condition)
    if check is None:
        return ""
    seen = Seen(header=None, about=about, at=at, timezone=timezone)
    miss = check(seen, None)
    return missed(seen, miss) if miss is not None else ""


def awarded(
    document: Document,
    rule: JoinRule | DayRule | ActivityRule,
    points: int,
    reason: Reason,
    *,
    at: datetime,
    timezone: str,
    why_nothing: str = "",
) -> Decision:
    """The rule fired at `at` and gives `points`; `reason` is completed. `why_nothing`: what is said of 0 points."""
    currency = currency_of(rule.award, rule.currency)
    main = currency == POINTS
    reason["points"] = points
    if rule.sponsor:
        reason["sponsor"] = rule.sponsor
    if not points:
        reason["why"] = why_nothing
    return Decision(
        rule.id,
        "awarded" if points else "zero",
        points,
        reason,
        at,
        plus_days(at, rule.hold_days, timezone),
        at,
        expires_at=lot_ends(document, currency, at, timezone),
        keeps_until=kept_until(document, at, timezone) if main else None,
        currency=currency,
        shares=lot_shares(document, at, timezone) if main else (),
    )
