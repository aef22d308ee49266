"""For every rule that looks at orders one answer: the reason it fired by, or why it did not (law T4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from loyalty.engine.about import About
from loyalty.engine.decisions import NO_RULE, Reason
from loyalty.engine.document import Document
from loyalty.engine.earning import order_rule_ids
from loyalty.engine.misses import Why
from loyalty.engine.order_state import OrderState
from loyalty.engine.told import told_of


@dataclass(frozen=True, slots=True)
class Answer:
    """`reason` of a rule that fired, else `why` it did not."""

    rule: str
    reason: Reason | None = None
    why: Why = ""


class Unanswered(ValueError):
    """A rule gave no answer, or two."""


def every_answer(document: Document, reasons: Mapping[str, Reason]) -> list[Answer]:
    """What the stored reasons of one order's awards, by rule, say of each of the document's rules.

    Raises Unanswered.
    """
    return [_answer(rule, reasons) for rule in order_rule_ids(document)]


def _answer(rule: str, reasons: Mapping[str, Reason]) -> Answer:
    reason, told = reasons.get(rule), reasons.get(NO_RULE, {})
    fired = reason is not None and reason["code"] != "ineligible"
    why: Why = told.get("rules", {}).get(rule, "") or (
        told["why"] if told.get("code") == "ineligible" else ""
    )
    if fired == bool(why):
        raise Unanswered(f"{rule} {'fired and did not' if fired else 'says nothing'}")
    return Answer(rule, reason if fired else None, why)


def campaigns_asked(
    document: Document, state: OrderState, *, about: About, timezone: str
) -> list[tuple[str, Why | None]]:
    """Every campaign that multiplies, with why it was not on for the order; None when it was."""
    if state.header is None:
        return []
    told = told_of(document, state, state.header, timezone=timezone, about=about, allowed=None)
    bonuses = {one.campaign.id for one in document.ready.bonuses}
    return [
        (one.campaign.id, told.why_off(one))
        for one in document.ready.campaigns
        if one.campaign.id not in bonuses
    ]
