"""What a rule must say of activities that members do on the shop's own pages, so that nothing is paid on mere words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loyalty.engine.awards import BadgeAward, Fixed, PerQuantity
from loyalty.engine.parts import Fault
from loyalty.engine.rules import ActivityRule

if TYPE_CHECKING:
    from loyalty.engine.document import Document


LOOKED_AT = ("photo", "post")
ONCE = ("consent", "account")  # what can be taken back and done again


def way_faults(document: "Document") -> Iterator[Fault]:
    """Path and message of every way that does not fit its rule."""
    taken: set[str] = set()
    for number, rule in enumerate(document.earning):
        if not isinstance(rule, ActivityRule) or rule.how is None:
            continue
        for key, message in _faults(rule):
            yield ("earning", number, *key.split(".")), message
        if rule.activity in taken:
            yield (
                ("earning", number, "how"),
                f"another rule says already how {rule.activity!r} is done; say it once",
            )
        taken.add(rule.activity)


def _faults(rule: ActivityRule) -> Iterator[tuple[str, str]]:
    by = rule.how.by if rule.how else ""
    if isinstance(rule.award, PerQuantity):
        yield "award", "nobody measures anything here; give a fixed number"
    if (rule.proof == "reviewed") != (by in LOOKED_AT):
        yield "proof", "staff look at pictures and posts, and at nothing else here"
    if by == "link":
        yield from _only_said(rule)
    elif rule.proof == "self_declared":
        yield "proof", "this is seen by a program; only links to networks rest on the member's word"
    if by == "share" and rule.limit is None and rule.most is None:
        yield "limit", "say how often it counts, or the most it gives"
    if by in ONCE and isinstance(rule.award, Fixed) and (rule.limit is None or rule.limit.per != "life"):
        yield "limit", "doing it again must not pay again; limit it to once in all"


def _only_said(rule: ActivityRule) -> Iterator[tuple[str, str]]:
    """What nobody can check is paid in points that wait, once; never in something that can be used at once."""
    if rule.proof != "self_declared":
        yield "proof", "a network lets nobody check this; it is the member's own word"
    if not isinstance(rule.award, Fixed | BadgeAward):
        yield "award", "for the member's own word points or a badge are given, no reward"
    if isinstance(rule.award, Fixed) and rule.hold_days < 1:
        yield "hold_days", "what is only said waits for a day at least"
