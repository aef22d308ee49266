"""What rules give a member without an order: for joining, on a birthday, on the day they joined."""

from datetime import datetime

from loyalty.engine.about import NOBODY, About
from loyalty.engine.answers import Seen
from loyalty.engine.awards import POINTS, amount_of, currency_of
from loyalty.engine.calendar import plus_days, wall_clock
from loyalty.engine.checks import compiled
from loyalty.engine.compiled import outside
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.document import Document
from loyalty.engine.misses import Why, missed
from loyalty.engine.rules import DayRule, JoinRule
from loyalty.engine.told import kept_until, lot_ends, lot_shares


def decide_join(
    document: Document, rule: JoinRule, *, at: datetime, timezone: str, before: bool, about: About = NOBODY
) -> Decision:
    """The decision of a join rule for a member who joined `at`; `before`: an erased account had collected it."""
    if before:
        reason: Reason = {"code": "ineligible", "why": "collected_before"}
        return Decision(rule.id, "ineligible", 0, reason, at, at, at)
    return _decide(document, rule, "joined", at=at, timezone=timezone, about=about)


def decide_day(document: Document, rule: DayRule, *, at: datetime, timezone: str, about: About) -> Decision:
    """The decision of a birthday or anniversary rule for the day that begins `at`."""
    return _decide(document, rule, rule.on, at=at, timezone=timezone, about=about)


def _decide(
    document: Document, rule: JoinRule | DayRule, code: str, *, at: datetime, timezone: str, about: About
) -> Decision:
    why = _not_fired(rule, at, timezone, about)
    if why:
        return Decision(rule.id, "ineligible", 0, {"code": "not_fired", "rules": {rule.id: why}}, at, at, at)
    points = amount_of(rule.award)
    currency = currency_of(rule.award, rule.currency)
    main = currency == POINTS
    reason: Reason = {"code": code, "points": points}
    if rule.sponsor:
        reason["sponsor"] = rule.sponsor
    return Decision(
        rule.id,
        "awarded",
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


def _not_fired(rule: JoinRule | DayRule, at: datetime, timezone: str, about: About) -> Why:
    why = outside(rule, wall_clock(at, timezone))
    check = compiled(rule.when)
    if why or check is None:
        return why
    seen = Seen(header=None, about=about, at=at, timezone=timezone)
    miss = check(seen, None)
    return missed(seen, miss) if miss is not None else ""
