"""What the rules give for an order: the target the books must hold for each, always with its reason."""

from loyalty.engine.about import NOBODY, About
from loyalty.engine.bringing import Brought
from loyalty.engine.crossing import WHOLE, fingerprint, whole
from loyalty.engine.decisions import NO_RULE, Decision, Reason
from loyalty.engine.document import Document
from loyalty.engine.facts import Header
from loyalty.engine.limits import Allowed
from loyalty.engine.order_state import OrderState
from tests.engine.slow.compiled import ReadyCampaign, ReadyFirst, ReadyRule, outside, ready_of
from tests.engine.slow.derived import Derived, both_sides, derived, given_by
from tests.engine.slow.earning_points import earned
from tests.engine.slow.misses import Why, missed, no_line
from tests.engine.slow.told import Told, latest_news

__all__ = ["NO_RULE", "Decision", "Reason", "decide_order", "not_eligible"]


def decide_order(
    document: Document | None,
    state: OrderState,
    *,
    recognised: bool,
    timezone: str,
    first: bool = False,
    brought: Brought | None = None,
    about: About = NOBODY,
    allowed: Allowed | None = None,
) -> list[Decision]:
    """One decision per rule that looks at orders, and one named NO_RULE that tells why the others did not fire.

    `document` is the version pinned for the order, or None when none was live. `recognised` says whether the
    order has a customer who can own points, `first` that it is pinned as their first, `brought` who
    brought them. `about` is what was known when it was pinned, `allowed` what limits leave it. What derives from
    an order follows it (law R8).
    Raises Unreadable for more points than the books can hold.
    """
    header = state.header
    if header is None:
        return []
    if document is None or not _asks_orders(document):
        return [_ineligible(NO_RULE, state, header, "no_programme" if document is None else "no_rule")]
    why = not_eligible(header, recognised)
    if why:
        silent = [_ineligible(rule, state, header, why, silent=True) for rule in order_rule_ids(document)]
        return [_ineligible(NO_RULE, state, header, why), *silent]
    told = Told(document, state, header, timezone=timezone, about=about, allowed=allowed or Allowed())
    if ready_of(document).crosses and (state.refunds or header.cancelled):
        return _held_to_the_whole(told, first=first, brought=brought)
    return _decide(told, first=first, brought=brought)


def _held_to_the_whole(told: Told, *, first: bool, brought: Brought | None) -> list[Decision]:
    """Where rooms cross: what a rule gets of each from the whole order is granted with the room, and is its most."""
    state, mark, before = whole(told.state), told.rooms.mark, dict(told.granted)
    if not told.rooms.closed and told.granted.get(WHOLE) != fingerprint(state):
        got = _got_whole(told, state)
        for name in [name for name in told.granted if "/" in name]:
            del told.granted[name]
        told.granted.update(got, **{WHOLE: fingerprint(state)})
    if WHOLE in told.granted:  # who decides once more what was decided before there were shares has none
        told.most = told.granted
    decisions = _decide(told, first=first, brought=brought)
    if not any(one.points for one in decisions):  # nobody would keep what it was granted
        told.rooms.give_back(mark)
        told.granted.clear()
        told.granted.update(before)
    return decisions


def order_rule_ids(document: Document) -> list[str]:
    """Everything an order may hold an award of."""
    rules = [one.id for one in (*document.order_rules, *document.first_order_rules)]
    return rules + [bonus_id(one) for one in ready_of(document).bonuses]


def bonus_id(ready: ReadyCampaign) -> str:
    """The name of a campaign's bonus among the awards."""
    return f"campaign:{ready.campaign.id}"


def not_eligible(header: Header, recognised: bool) -> str:
    """Why no rule may look at the order; empty when they may."""
    if header.test:
        return "test"
    if not header.confirmed:
        return "unconfirmed"
    if not header.paid and not header.cancelled:
        return "not_paid"
    return "" if recognised else "no_customer"


def _got_whole(told: Told, state: OrderState) -> dict[str, int]:
    """What each rule gets of each room from the order as if nothing had come back."""
    allowed = Allowed(told.rooms, told.granted, told.member)
    entire = Told(
        told.document,
        state,
        state.header or told.header,
        timezone=told.timezone,
        about=told.about,
        allowed=allowed,
    )
    for rule in ready_of(told.document).rules:
        if not _not_fired(entire, rule):
            earned(entire, rule)
    return {name: points for name, points in entire.got.items() if points}


def _asks_orders(document: Document) -> bool:
    ready = ready_of(document)
    return bool(ready.rules or ready.firsts or ready.bonuses or document.referral)


def _ineligible(rule: str, state: OrderState, header: Header, why: str, *, silent: bool = False) -> Decision:
    at = header.processed_at
    reason: Reason = {"code": "ineligible", "why": why, "order": header.name}
    return Decision(rule, "ineligible", 0, reason, at, at, latest_news(state, header), silent=silent)


def _decide(told: Told, *, first: bool, brought: Brought | None) -> list[Decision]:
    document = told.document
    decisions: list[Decision] = []
    unfired: dict[str, Why] = {}
    for rule in ready_of(document).rules:
        why = _not_fired(told, rule)
        decision = None if why else earned(told, rule)
        _note(told, rule.rule.id, why, decision, decisions, unfired)
    for one in ready_of(document).firsts:
        why = _not_first(told, one) if first else "not_first"
        _note(told, one.rule.id, why, None if why else _first_award(told, one), decisions, unfired)
    for bonus in ready_of(document).bonuses:
        why = told.why_off(bonus)
        _note(
            told, bonus_id(bonus), why or "budget", None if why else _bonus(told, bonus), decisions, unfired
        )
    if first and brought and document.referral:
        decisions += both_sides(told, document.referral, brought)
    unfired |= {f"campaign:{name}": why for name, why in told.off.items() if isinstance(why, dict)}
    decisions.append(_untold(told, unfired))
    return decisions


def _note(
    told: Told,
    rule: str,
    why: Why | None,
    decision: Decision | None,
    decisions: list[Decision],
    unfired: dict[str, Why],
) -> None:
    if decision is not None:
        decisions.append(decision)
        return
    unfired[rule] = why or "limit"
    at = told.header.processed_at
    decisions.append(Decision(rule, "ineligible", 0, told.silent, at, at, told.as_of, silent=True))


def _untold(told: Told, unfired: dict[str, Why]) -> Decision:
    at = told.header.processed_at
    reason: Reason = {"code": "not_fired", "order": told.header.name, "rules": unfired}
    return Decision(NO_RULE, "ineligible", 0, reason, at, at, told.as_of, silent=not unfired)


def _not_fired(told: Told, ready: ReadyRule) -> Why | None:
    seen = told.seen
    if ready.timed:
        why = outside(ready.rule, seen.local)
        if why:
            return why
    if ready.when is not None:
        miss = ready.when(seen, None)
        if miss is not None:
            return missed(seen, miss)
    if ready.lines is not None:
        return no_line(seen, ready.lines)
    return None


def _not_first(told: Told, ready: ReadyFirst) -> Why | None:
    why = outside(ready.rule, told.seen.local) if ready.timed else ""
    if why or ready.when is None:
        return why or None
    miss = ready.when(told.seen, None)
    return missed(told.seen, miss) if miss is not None else None


def _first_award(told: Told, ready: ReadyFirst) -> Decision:
    return derived(
        told, given_by(ready.rule.id, "first_order", ready.rule.award, ready.rule.hold_days, ready.currency)
    )


def _bonus(told: Told, ready: ReadyCampaign) -> Decision | None:
    """A campaign's bonus; None when its budget has no room for the whole of it."""
    campaign = ready.campaign
    bonus = campaign.bonus or 0
    if campaign.budget and told.budget(campaign, "") < bonus:
        return None
    decision = derived(told, Derived(bonus_id(ready), "campaign", bonus, campaign.hold_days))
    if campaign.budget:
        told.spend(campaign.id, decision.points, "")
    return decision
