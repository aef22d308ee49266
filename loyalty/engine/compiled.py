"""A document made ready to be asked: conditions as closures, what belongs together looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from loyalty.engine.awards import POINTS, AnyAward, PerItem, Rate, amount_of, currency_of
from loyalty.engine.checks import Check, compiled
from loyalty.engine.combining import Multiplier, combine
from loyalty.engine.crossing import cross
from loyalty.engine.day_ends import DayEnds, DayHolds
from loyalty.engine.expiry import Expiry
from loyalty.engine.gates import Gate, Numbering
from loyalty.engine.goals import Plan
from loyalty.engine.known import Known
from loyalty.engine.questions import OfLines, OfOrder, Walls
from loyalty.engine.rules import Campaign, Cap, Counts, FirstOrderRule, Limit, OrderRule, Timed
from loyalty.engine.tiers import Tiers
from loyalty.engine.verdicts import Verdicts


@dataclass(frozen=True, slots=True)
class ReadyCampaign:
    """A campaign: when it holds, for which lines, how much."""

    campaign: Campaign
    when: Check | None
    lines: Check | None
    factor: Fraction


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """An order rule with what may change its award. `counted` names its switches for looking a basis up.

    `rate` is points per minor unit times 10 ** decimals of the currency, or per piece: (numerator, denominator).
    `chosen` is the bit of the lines that earn by it, among what they answer; 0 where all of them do.
    """

    id: str
    rule: OrderRule
    award: AnyAward
    code: Literal["order", "items", "order_fixed"]
    rate: tuple[int, int]
    rate_told: list[Any]
    multiplied: bool
    currency: str
    counts: Counts
    counted: tuple[bool, ...]
    only_goods: bool  # counts nothing besides
    simple: bool  # and nothing limits it, or multiplies it but who the member is
    limit: Limit | None
    hold_days: int
    chosen: int
    campaigns: tuple[ReadyCampaign, ...]
    caps: tuple[Cap, ...]


@dataclass(frozen=True, slots=True)
class ReadyFirst:
    """A rule for the first order."""

    rule: FirstOrderRule
    currency: str
    timed: bool
    when: Check | None


@dataclass(frozen=True, slots=True)
class Questions:
    """What the order rules ask, and what follows from the answers. `walls`: where they have times."""

    of_order: OfOrder
    of_lines: OfLines
    walls: Walls | None
    verdicts: Verdicts[ReadyRule]


@dataclass(frozen=True, slots=True)
class Ready:
    """A whole document. `standings`: by tier, what multiplies, where it is not 1; `factors`: what comes of them,
    `of_tier` where nothing else does."""

    rules: tuple[ReadyRule, ...]
    firsts: tuple[ReadyFirst, ...]
    campaigns: tuple[ReadyCampaign, ...]
    bonuses: tuple[ReadyCampaign, ...]
    tier_factors: dict[str, Fraction]
    plan_factors: dict[str, Fraction]
    standings: dict[str, tuple[Multiplier, ...]]
    of_tier: dict[str, Fraction]
    factors: Known
    questions: Questions
    asks_orders: bool
    crosses: bool  # see crossing.py
    rounding: str
    stacking: str
    decays: bool  # points are worth less by age
    day_ends: DayEnds
    day_holds: DayHolds


def ready(
    *,
    rules: Sequence[OrderRule],
    firsts: Sequence[FirstOrderRule],
    campaigns: Sequence[Campaign],
    caps: Sequence[Cap],
    tiers: Tiers | None,
    plans: Sequence[Plan],
    rounding: str,
    stacking: str,
    expiry: Expiry | None,
) -> Ready:
    """Compiles the parts of a document that orders are asked about."""
    made = [_campaign(one) for one in campaigns]
    factors = [one for one in made if one.campaign.bonus is None]
    bonuses = tuple(one for one in made if one.campaign.bonus is not None)
    bits = Numbering()
    gates = [Gate(rule, bits) for rule in rules]
    ready_rules = tuple(_rule(*both, factors, caps) for both in zip(rules, gates, strict=True))
    by_tier = {level.id: level.exact_multiplier for level in tiers.levels} if tiers else {}
    standings = _standings(by_tier)
    return Ready(
        rules=ready_rules,
        firsts=tuple(_first(rule) for rule in firsts),
        campaigns=tuple(made),
        bonuses=bonuses,
        tier_factors=by_tier,
        plan_factors={plan.id: Fraction(plan.multiplier or 1) for plan in plans},
        standings=standings,
        of_tier={tier: combine(stacking, one) for tier, one in standings.items()},
        factors=Known(lambda standing: combine(stacking, standing), 10),
        questions=_questions(bits, Verdicts(list(zip(ready_rules, gates, strict=True)))),
        asks_orders=bool(rules or firsts or bonuses),
        crosses=_crosses(ready_rules),
        rounding=rounding,
        stacking=stacking,
        decays=bool(expiry and expiry.decay),
        day_ends=DayEnds(expiry),
        day_holds=DayHolds(),
    )


def _standings(by_tier: dict[str, Fraction]) -> dict[str, tuple[Multiplier, ...]]:
    return {tier: (("tier", tier, factor),) for tier, factor in by_tier.items() if factor != 1}


def _questions(bits: Numbering, verdicts: Verdicts[ReadyRule]) -> Questions:
    by_field = bits.fields()
    return Questions(
        OfOrder(by_field),
        OfLines(by_field, bits.chosen_by),
        Walls(bits.begins, bits.ends) if bits.begins or bits.ends else None,
        verdicts,
    )


def _crosses(rules: Sequence[ReadyRule]) -> bool:
    caps: dict[str, set[str]] = {}
    budgets: dict[str, set[str]] = {}
    for rule in rules:
        for cap in rule.caps:
            caps.setdefault(cap.id, set()).add(rule.id)
        for one in rule.campaigns:
            if one.campaign.budget:
                budgets.setdefault(one.campaign.id, set()).add(rule.id)
    return cross(caps=list(caps.values()), budgets=list(budgets.values()))


def outside(part: Timed, local: datetime) -> str:
    """Why a wall-clock time is not within the part's own; empty when it is."""
    if part.from_ is not None and local < part.from_:
        return "not_yet"
    return "over" if part.until is not None and local >= part.until else ""


def _campaign(one: Campaign) -> ReadyCampaign:
    return ReadyCampaign(one, compiled(one.when), compiled(one.lines), Fraction(one.multiplier or 1))


def _rule(rule: OrderRule, gate: Gate, campaigns: Sequence[ReadyCampaign], caps: Sequence[Cap]) -> ReadyRule:
    counts = rule.counts
    in_points = rule.currency == POINTS and currency_of(rule.award, POINTS) == POINTS
    code, rate, rate_told = _rate(rule.award)
    counted = (counts.tax, counts.shipping, counts.tips, counts.gift_cards)
    mine = tuple(
        one
        for one in campaigns
        if rule.multiplied and (not one.campaign.rules or rule.id in one.campaign.rules)
    )
    held_by = tuple(cap for cap in caps if (rule.id in cap.rules) or (not cap.rules and in_points))
    return ReadyRule(
        id=rule.id,
        rule=rule,
        award=rule.award,
        code=code,
        rate=rate,
        rate_told=rate_told,
        multiplied=rule.multiplied,
        currency=currency_of(rule.award, rule.currency),
        counts=counts,
        counted=counted,
        only_goods=not any(counted),
        simple=not (any(counted) or rule.limit or mine or held_by),
        limit=rule.limit,
        hold_days=rule.hold_days,
        chosen=gate.chosen,
        campaigns=mine,
        caps=held_by,
    )


def _rate(award: AnyAward) -> tuple[Literal["order", "items", "order_fixed"], tuple[int, int], list[Any]]:
    """The code of its reasons, the rate as whole numbers, and as reasons tell it."""
    if isinstance(award, Rate):
        return "order", award.exact.as_integer_ratio(), [award.points, str(award.per)]
    if isinstance(award, PerItem):
        return "items", (award.points, award.per_item), [award.points, award.per_item]
    return "order_fixed", (amount_of(award), 1), []


def _first(rule: FirstOrderRule) -> ReadyFirst:
    timed = rule.from_ is not None or rule.until is not None
    return ReadyFirst(rule, currency_of(rule.award, rule.currency), timed, compiled(rule.when))
