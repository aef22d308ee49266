"""A document made ready to be asked: conditions as closures, what belongs together looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from loyalty.engine.awards import POINTS, AnyAward, PerItem, Rate, currency_of
from loyalty.engine.checks import Check, compiled
from loyalty.engine.conditions import FIELDS, Ask
from loyalty.engine.crossing import cross
from loyalty.engine.goals import Plan
from loyalty.engine.rules import Campaign, Cap, Counts, FirstOrderRule, OrderRule, Timed
from loyalty.engine.tiers import Tiers
from loyalty.engine.triage import Triage


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
    """

    id: str
    rule: OrderRule
    award: AnyAward
    rate: tuple[int, int]
    rate_told: list[Any]
    multiplied: bool
    currency: str
    counts: Counts
    counted: tuple[bool, ...]
    timed: bool
    when: Check | None
    lines: Check | None
    lines_at_once: bool  # all lines can be asked together: one question about a text
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
class Ready:
    """A whole document."""

    rules: tuple[ReadyRule, ...]
    firsts: tuple[ReadyFirst, ...]
    campaigns: tuple[ReadyCampaign, ...]
    bonuses: tuple[ReadyCampaign, ...]
    tier_factors: dict[str, Fraction]
    plan_factors: dict[str, Fraction]
    triage: Triage
    crosses: bool  # see crossing.py


def ready(
    *,
    rules: Sequence[OrderRule],
    firsts: Sequence[FirstOrderRule],
    campaigns: Sequence[Campaign],
    caps: Sequence[Cap],
    tiers: Tiers | None,
    plans: Sequence[Plan],
) -> Ready:
    """Compiles the parts of a document that orders are asked about."""
    made = [_campaign(one) for one in campaigns]
    factors = [one for one in made if one.campaign.bonus is None]
    readied = tuple(_rule(rule, factors, caps) for rule in rules)
    return Ready(
        rules=readied,
        firsts=tuple(_first(rule) for rule in firsts),
        campaigns=tuple(made),
        bonuses=tuple(one for one in made if one.campaign.bonus is not None),
        tier_factors={level.id: level.exact_multiplier for level in tiers.levels} if tiers else {},
        plan_factors={plan.id: Fraction(plan.multiplier or 1) for plan in plans},
        triage=Triage(rules),
        crosses=_crosses(readied),
    )


def _crosses(rules: Sequence[ReadyRule]) -> bool:
    caps: dict[str, set[str]] = {}
    budgets: dict[str, set[str]] = {}
    for rule in rules:
        for cap in rule.caps:
            caps.setdefault(cap.id, set()).add(rule.rule.id)
        for one in rule.campaigns:
            if one.campaign.budget:
                budgets.setdefault(one.campaign.id, set()).add(rule.rule.id)
    return cross(caps=list(caps.values()), budgets=list(budgets.values()))


def outside(part: Timed, local: datetime) -> str:
    """Why a wall-clock time is not within the part's own; empty when it is."""
    if part.from_ is not None and local < part.from_:
        return "not_yet"
    return "over" if part.until is not None and local >= part.until else ""


def _campaign(one: Campaign) -> ReadyCampaign:
    return ReadyCampaign(one, compiled(one.when), compiled(one.lines), Fraction(one.multiplier or 1))


def _rule(rule: OrderRule, campaigns: Sequence[ReadyCampaign], caps: Sequence[Cap]) -> ReadyRule:
    counts = rule.counts
    in_points = rule.currency == POINTS and currency_of(rule.award, POINTS) == POINTS
    rate, rate_told = _rate(rule.award)
    return ReadyRule(
        id=rule.id,
        rule=rule,
        award=rule.award,
        rate=rate,
        rate_told=rate_told,
        multiplied=rule.multiplied,
        currency=currency_of(rule.award, rule.currency),
        counts=counts,
        counted=(counts.tax, counts.shipping, counts.tips, counts.gift_cards),
        timed=rule.from_ is not None or rule.until is not None,
        when=compiled(rule.when),
        lines=compiled(rule.lines),
        lines_at_once=isinstance(rule.lines, Ask) and FIELDS[rule.lines.field] == "text",
        campaigns=tuple(
            one
            for one in campaigns
            if rule.multiplied and (not one.campaign.rules or rule.id in one.campaign.rules)
        ),
        caps=tuple(cap for cap in caps if (rule.id in cap.rules) or (not cap.rules and in_points)),
    )


def _rate(award: AnyAward) -> tuple[tuple[int, int], list[Any]]:
    """The rate as whole numbers, and as reasons tell it."""
    if isinstance(award, Rate):
        return award.exact.as_integer_ratio(), [award.points, str(award.per)]
    if isinstance(award, PerItem):
        return (award.points, award.per_item), [award.points, award.per_item]
    return (0, 1), []


def _first(rule: FirstOrderRule) -> ReadyFirst:
    timed = rule.from_ is not None or rule.until is not None
    return ReadyFirst(rule, currency_of(rule.award, rule.currency), timed, compiled(rule.when))
