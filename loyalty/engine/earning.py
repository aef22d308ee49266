"""What the rules give for an order: the target the books must hold for each, always with its reason."""

from collections.abc import Collection

from loyalty.engine.about import NOBODY, About
from loyalty.engine.asked import verdict_of
from loyalty.engine.bringing import Brought, both_sides
from loyalty.engine.compiled import ReadyCampaign, ReadyFirst, outside
from loyalty.engine.crossing import WHOLE, fingerprint, whole
from loyalty.engine.decisions import NO_RULE, Decision, Reason
from loyalty.engine.derived import Derived, derived, given_by
from loyalty.engine.document import Document
from loyalty.engine.earning_points import earned
from loyalty.engine.facts import Header
from loyalty.engine.limits import Allowed
from loyalty.engine.misses import Why, missed
from loyalty.engine.order_state import OrderState
from loyalty.engine.told import Told, latest_news, told_of
from loyalty.engine.unfired import Unfired

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
    held: Collection[str] | None = None,
) -> list[Decision]:
    """One decision per rule that looks at orders, and one named NO_RULE that tells why the others did not fire.

    A rule that did not fire has a silent one, for what it may have posted before: `held`, where it is known, are the
    rules that hold an award of this order, and the only ones that get a silent decision.

    `document` is the version pinned for the order, or None when none was live. `recognised` says whether the
    order has a customer who can own points, `first` that it is pinned as their first, `brought` who
    brought them. `about` is what was known when it was pinned, `allowed` what limits leave it. What derives from
    an order follows it (law R8).
    Raises Unreadable for more points than the books can hold.
    """
    header = state.header
    if header is None:
        return []
    if document is None or not (document.ready.asks_orders or document.referral):
        return [_ineligible(NO_RULE, state, header, "no_programme" if document is None else "no_rule")]
    if header.test or not (header.confirmed and recognised and (header.paid or header.cancelled)):
        why = not_eligible(header, recognised)
        rules = [rule for rule in order_rule_ids(document) if held is None or rule in held]
        silent = [_ineligible(rule, state, header, why, silent=True) for rule in rules]
        return [_ineligible(NO_RULE, state, header, why), *silent]
    told = told_of(document, state, header, timezone=timezone, about=about, allowed=allowed)
    if told.ready.crosses and (state.refunds or header.cancelled):
        return _held_to_the_whole(told, first=first, brought=brought, held=held)
    return _decide(told, first=first, brought=brought, held=held)


def _held_to_the_whole(
    told: Told, *, first: bool, brought: Brought | None, held: Collection[str] | None
) -> list[Decision]:
    """Where rooms cross: what a rule gets of each from the whole order is granted with the room, and is its most."""
    own = told.rooms
    rooms, granted = own.rooms, own.granted
    state, mark, before = whole(told.state), rooms.mark, dict(granted)
    if not rooms.closed and granted.get(WHOLE) != fingerprint(state):
        got = _got_whole(told, state)
        for name in [name for name in granted if "/" in name]:
            del granted[name]
        granted.update(got, **{WHOLE: fingerprint(state)})
    if WHOLE in granted:  # who decides once more what was decided before there were shares has none
        own.most = granted
    decisions = _decide(told, first=first, brought=brought, held=held)
    if not any(one.points for one in decisions):  # nobody would keep what it was granted
        rooms.give_back(mark)
        granted.clear()
        granted.update(before)
    return decisions


def _got_whole(told: Told, state: OrderState) -> dict[str, int]:
    """What each rule gets of each room from the order as if nothing had come back."""
    own = told.rooms
    entire = told_of(
        told.document,
        state,
        state.header or told.header,
        timezone=told.timezone,
        about=told.about,
        allowed=Allowed(own.rooms, own.granted, own.member),
    )
    for rule in verdict_of(entire).fired:
        earned(entire, rule)
    return {name: points for name, points in entire.rooms.got.items() if points}


def order_rule_ids(document: Document) -> list[str]:
    """Everything an order may hold an award of."""
    rules = [one.id for one in (*document.order_rules, *document.first_order_rules)]
    return rules + [bonus_id(one) for one in document.ready.bonuses]


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


def _ineligible(rule: str, state: OrderState, header: Header, why: str, *, silent: bool = False) -> Decision:
    at = header.processed_at
    reason: Reason = {"code": "ineligible", "why": why, "order": header.name}
    return Decision(rule, "ineligible", 0, reason, at, at, latest_news(state, header), silent=silent)


def _decide(
    told: Told, *, first: bool, brought: Brought | None, held: Collection[str] | None
) -> list[Decision]:
    ready = told.ready
    verdict = verdict_of(told)
    unfired = Unfired(told, verdict, [], {})
    decisions: list[Decision] = []
    for rule in verdict.fired:
        decision = earned(told, rule)
        if decision is None:
            unfired.limited.append(rule.id)
        else:
            decisions.append(decision)
    silent = len(decisions) == len(ready.rules)
    if held is None or held:
        decisions = _with_silent(told, decisions, held)
    if ready.firsts or ready.bonuses:
        _others(told, decisions, unfired.more, first=first, held=held)
    if first and brought and told.document.referral:
        decisions += both_sides(told, told.document.referral, brought)
    if told.off:
        unfired.more |= {f"campaign:{name}": why for name, why in told.off.items() if isinstance(why, dict)}
    at = told.header.processed_at
    silent = silent and not unfired.more
    decisions.append(Decision(NO_RULE, "ineligible", 0, unfired, at, at, told.as_of, silent=silent))
    return decisions


def _with_silent(told: Told, fired: list[Decision], held: Collection[str] | None) -> list[Decision]:
    """In the order of the rules, with silent decisions where they are wanted."""
    by_rule = {one.rule: one for one in fired}
    return [
        by_rule.get(one.id) or _silent(told, one.id)
        for one in told.ready.rules
        if held is None or one.id in by_rule or one.id in held
    ]


def _others(
    told: Told,
    decisions: list[Decision],
    unfired: dict[str, Why],
    *,
    first: bool,
    held: Collection[str] | None,
) -> None:
    """First orders and campaigns' bonuses."""
    for one in told.ready.firsts:
        why = _not_first(told, one) if first else "not_first"
        _note(told, one.rule.id, why, None if why else _first_award(told, one), decisions, unfired, held)
    for bonus in told.ready.bonuses:
        why = told.why_off(bonus)
        decision = None if why else _bonus(told, bonus)
        _note(told, bonus_id(bonus), why or "budget", decision, decisions, unfired, held)


def _silent(told: Told, rule: str) -> Decision:
    at = told.header.processed_at
    return Decision(rule, "ineligible", 0, told.silent, at, at, told.as_of, silent=True)


def _note(
    told: Told,
    rule: str,
    why: Why | None,
    decision: Decision | None,
    decisions: list[Decision],
    unfired: dict[str, Why],
    held: Collection[str] | None,
) -> None:
    if decision is None:
        unfired[rule] = why or "limit"
        if held is not None and rule not in held:
            return
        decision = _silent(told, rule)
    decisions.append(decision)


def _not_first(told: Told, ready: ReadyFirst) -> Why | None:
    why = outside(ready.rule, told.seen.local) if ready.timed else ""
    if why or ready.when is None:
        return why or None
    miss = ready.when(told.seen, None)
    return missed(told.seen, miss) if miss is not None else None


def _first_award(told: Told, ready: ReadyFirst) -> Decision:
    rule = ready.rule
    gives = given_by(rule.id, "first_order", rule.award, rule.hold_days, ready.currency, rule.sponsor)
    return derived(told, gives)


def _bonus(told: Told, ready: ReadyCampaign) -> Decision | None:
    """A campaign's bonus; None when its budget has no room for the whole of it."""
    campaign = ready.campaign
    bonus = campaign.bonus or 0
    if campaign.budget and told.rooms.budget(campaign, "") < bonus:
        return None
    decision = derived(told, Derived(bonus_id(ready), "campaign", bonus, campaign.hold_days))
    if campaign.budget:
        told.rooms.spend(campaign, decision.points, "")
    return decision
