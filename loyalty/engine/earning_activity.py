"""What rules give for an activity. What it was granted when it was first decided never changes for it."""

from collections.abc import Iterator
from datetime import datetime

from loyalty.engine.about import About
from loyalty.engine.activity import MICRO, PROOFS, Done, plain
from loyalty.engine.awards import BadgeAward, PerQuantity, amount_of
from loyalty.engine.calendar import span_of, wall_clock
from loyalty.engine.compiled import outside
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.document import Document
from loyalty.engine.limits import Allowed, Key, rule_key
from loyalty.engine.misses import Why
from loyalty.engine.rules import ActivityRule
from loyalty.engine.without_order import awarded, unmet


def activity_keys(rule: ActivityRule, member: int, at: datetime, timezone: str) -> Iterator[Key]:
    """Every room that an activity may need: its turns, its points, and what was left over."""
    if rule.limit:
        yield rule_key(rule, member, at, timezone)
    if rule.most:
        yield _points(rule, member, at, timezone)
    if isinstance(rule.award, PerQuantity):
        yield _left(rule, rule.award, member)


def decide_activity(
    document: Document, rule: ActivityRule, done: Done, *, about: About, timezone: str, allowed: Allowed
) -> Decision:
    """The decision of one rule for an activity of its kind; keeps the rooms and what was granted up."""
    why = _gone(rule, done) or _not_fired(rule, done, about, timezone)
    if not why and rule.limit and not _has_a_turn(rule, done.at, timezone, allowed):
        why = "limit"
    if why:
        told: Reason = {"code": "not_fired", "rules": {rule.id: why}, "activity": done.type}
        return Decision(rule.id, "ineligible", 0, told, done.at, done.at, done.at)
    reason: Reason = {"code": "activity", "activity": done.type}
    points = _worth(rule, done, allowed, reason)
    points = _within(rule, points, done.at, timezone, allowed, reason)
    nothing = "cap" if "capped" in reason else "below_one"
    return awarded(document, rule, points, reason, at=done.at, timezone=timezone, why_nothing=nothing)


def _gone(rule: ActivityRule, done: Done) -> str:
    """Why it counts no longer; what has ended keeps all but its badges, which say that it stands."""
    if done.gone == "ended" and not isinstance(rule.award, BadgeAward):
        return ""
    return done.gone


def _not_fired(rule: ActivityRule, done: Done, about: About, timezone: str) -> Why:
    why = outside(rule, wall_clock(done.at, timezone))
    if why:
        return why
    if PROOFS.index(done.proof) < PROOFS.index(rule.proof):
        return "in_review" if rule.proof == "reviewed" else "proof"
    if rule.grades and done.grade not in rule.grades:
        return "grade"
    if rule.places and done.place not in rule.places:
        return "place"
    if isinstance(rule.award, PerQuantity) and done.unit != rule.award.unit:
        return "unit"
    return unmet(rule.when, about=about, at=done.at, timezone=timezone)


def _has_a_turn(rule: ActivityRule, at: datetime, timezone: str, allowed: Allowed) -> bool:
    if rule.limit is None:
        return True
    key = rule_key(rule, allowed.member, at, timezone)
    allowed.rooms.grant(allowed.granted, key, wanted=1, size=rule.limit.times)
    return allowed.granted.get(key.in_terms, 0) > 0


def _worth(rule: ActivityRule, done: Done, allowed: Allowed, reason: Reason) -> int:
    award = rule.award
    if not isinstance(award, PerQuantity):
        reason["award"] = amount_of(award)
        return amount_of(award)
    whole = int(award.quantity * MICRO)
    key = _left(rule, award, allowed.member)
    first = key.in_terms not in allowed.granted
    before = allowed.rooms.used.get(key, 0) if first else allowed.granted[key.in_terms]
    points, left = divmod(before + award.points * done.quantity, whole)
    if first:
        allowed.granted[key.in_terms] = before
        allowed.rooms.used[key] = left
        allowed.rooms.changed.add(key)
    reason |= {"quantity": plain(done.quantity), "unit": award.unit, "carried": before, "left": left}
    reason["rate"] = [award.points, plain(whole)]
    return points


def _within(
    rule: ActivityRule, points: int, at: datetime, timezone: str, allowed: Allowed, reason: Reason
) -> int:
    if rule.most is None:
        return points
    key = _points(rule, allowed.member, at, timezone)
    allowed.rooms.grant(allowed.granted, key, wanted=points, size=rule.most.points)
    room = min(points, allowed.granted.get(key.in_terms, 0))
    if room < points:
        reason["capped"] = [points, room]
    return room


def _points(rule: ActivityRule, member: int, at: datetime, timezone: str) -> Key:
    return Key(f"most:{rule.id}", member, span_of(rule.most.per if rule.most else "life", at, timezone))


def _left(rule: ActivityRule, award: PerQuantity, member: int) -> Key:
    """What was left over, in parts of a point that depend on the rate: another rate begins anew."""
    return Key(f"left:{rule.id}:{int(award.quantity * MICRO)}", member, "")
