"""What rules give a member without an order: for joining, on a birthday, on the day they joined."""

from datetime import datetime

from loyalty.engine.about import NOBODY, About
from loyalty.engine.awards import amount_of
from loyalty.engine.calendar import wall_clock
from loyalty.engine.compiled import outside
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.document import Document
from loyalty.engine.misses import Why
from loyalty.engine.rules import DayRule, JoinRule
from loyalty.engine.without_order import awarded, unmet


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
    reason: Reason = {"code": code}
    return awarded(document, rule, amount_of(rule.award), reason, at=at, timezone=timezone)


def _not_fired(rule: JoinRule | DayRule, at: datetime, timezone: str, about: About) -> Why:
    why = outside(rule, wall_clock(at, timezone))
    return why or unmet(rule.when, about=about, at=at, timezone=timezone)
