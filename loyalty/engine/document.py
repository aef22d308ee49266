"""The programme document: everything a merchant can decide, as data.

`parse` reads one; unknown keys and wrong values are refused with their path, the reason and a suggestion.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from loyalty.engine.awards import AWARD_PARTS, POINTS
from loyalty.engine.compiled import Ready, ready
from loyalty.engine.conditions import CONDITION_PARTS, asks_of
from loyalty.engine.document_checks import faults
from loyalty.engine.expiry import Decay, Expiry
from loyalty.engine.goals import GOAL_PARTS, Badge, Currency, Mission, Plan
from loyalty.engine.needs import Need, asked, needs
from loyalty.engine.parts import Money, Part, Words, close_to, refuse
from loyalty.engine.rewards import Reward
from loyalty.engine.rules import (
    RULE_PARTS,
    RULE_TAGS,
    ActivityRule,
    Campaign,
    Cap,
    DayRule,
    FirstOrderRule,
    JoinRule,
    OrderRule,
    Referral,
    Rule,
)
from loyalty.engine.tiers import TIER_PARTS, Tiers
from loyalty.engine.upgrades import upgraded


class Points(Part):
    """What a point is called and how fractions are rounded."""

    one: Words = "point"
    many: Words = "points"
    value: Money | None = Field(default=None, description="what one point is worth, in the shop's currency")
    rounding: Literal["down", "half_up", "up"] = "down"


class Document(Part):
    """A whole programme."""

    schema_: Literal[2] = Field(default=2, alias="schema")
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    points: Points = Points()
    currencies: tuple[Currency, ...] = Field(default=(), max_length=50)
    badges: tuple[Badge, ...] = Field(default=(), max_length=100)
    earning: tuple[Rule, ...] = Field(default=(), max_length=1000)
    campaigns: tuple[Campaign, ...] = Field(default=(), max_length=200)
    stacking: Literal["best", "sum", "multiply"] = Field(
        default="best",
        description="how tier, plan and campaigns go together: the highest, 1 + all extras, the product",
    )
    caps: tuple[Cap, ...] = Field(default=(), max_length=50)
    missions: tuple[Mission, ...] = Field(default=(), max_length=200)
    clawback: Literal["debt", "floor"] = "debt"
    tiers: Tiers | None = None
    memberships: tuple[Plan, ...] = Field(default=(), max_length=20)
    expiry: Expiry | None = None
    referral: Referral | None = None
    rewards: tuple[Reward, ...] = Field(default=(), max_length=1000)

    @model_validator(mode="after")
    def _fits_together(self) -> "Document":
        refuse("Document", faults(self))
        return self

    @cached_property
    def first_order_rules(self) -> tuple[FirstOrderRule, ...]:
        return tuple(rule for rule in self.earning if isinstance(rule, FirstOrderRule))

    @cached_property
    def order_rules(self) -> tuple[OrderRule, ...]:
        return tuple(rule for rule in self.earning if isinstance(rule, OrderRule))

    @cached_property
    def join_rules(self) -> tuple[JoinRule, ...]:
        return tuple(rule for rule in self.earning if isinstance(rule, JoinRule))

    @cached_property
    def day_rules(self) -> tuple[DayRule, ...]:
        return tuple(rule for rule in self.earning if isinstance(rule, DayRule))

    @cached_property
    def currency_ids(self) -> tuple[str, ...]:
        """The main currency first."""
        return (POINTS, *(one.id for one in self.currencies))

    @cached_property
    def activity_rules(self) -> tuple[ActivityRule, ...]:
        return tuple(rule for rule in self.earning if isinstance(rule, ActivityRule))

    @cached_property
    def ready(self) -> Ready:
        """Compiled once per document."""
        return ready(
            rules=self.order_rules,
            firsts=self.first_order_rules,
            campaigns=self.campaigns,
            caps=self.caps,
            tiers=self.tiers,
            plans=self.memberships,
            rounding=self.points.rounding,
            stacking=self.stacking,
            expiry=self.expiry,
        )

    @cached_property
    def expiries(self) -> dict[str, Expiry]:
        """By currency, for those that expire."""
        own = [(one.id, one.expiry) for one in self.currencies]
        return {name: expiry for name, expiry in [(POINTS, self.expiry), *own] if expiry is not None}

    @cached_property
    def fields_asked(self) -> frozenset[str]:
        """Every field that some condition asks about."""
        conditions = [rule.when for rule in self.earning] + [rule.lines for rule in self.order_rules]
        conditions += [one for campaign in self.campaigns for one in (campaign.when, campaign.lines)]
        return frozenset(ask.field for condition in conditions for ask in asks_of(condition))

    @cached_property
    def needs(self) -> frozenset[Need]:
        """What must be known of members and goods to decide an order."""
        return needs(self.fields_asked, self.ready)

    @cached_property
    def reward_needs(self) -> frozenset[Need]:
        """What must be known of members to offer them rewards."""
        fields = {ask.field for reward in self.rewards for ask in asks_of(reward.when)}
        by_tier = any(reward.tier_costs for reward in self.rewards)
        return asked(fields | {"member.tier"} if by_tier else fields)

    @property
    def shares_rooms(self) -> bool:
        """Whether what one member is given may leave less for another."""
        whole = any(cap.of == "programme" and cap.per != "order" for cap in self.caps)
        return whole or any(campaign.budget for campaign in self.campaigns)

    @property
    def asks_about_goods(self) -> bool:
        """Whether the goods' own records must be known, not only the order."""
        return "goods" in self.needs


class BadDocument(ValueError):
    """Raised by parse; `errors` pairs a path such as "earning.0.award.per" with a message."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in errors))
        self.errors = errors


def parse(document: Mapping[str, Any]) -> Document:
    """Raises BadDocument."""
    try:
        return Document.model_validate(upgraded(document))
    except ValidationError as bad:
        raise BadDocument([(_path(error), _message(error)) for error in bad.errors()]) from None


def dump(document: Document) -> dict[str, Any]:
    """The document as JSON-ready data; parse(dump(d)) == d."""
    return document.model_dump(mode="json", by_alias=True, exclude_none=True)


def json_schema() -> dict[str, Any]:
    """The published JSON Schema."""
    return Document.model_json_schema(by_alias=True)


def _path(error: ErrorDetails) -> str:
    """Unions name the kind that was taken; that is no key of the document."""
    kept = [str(step) for step in error["loc"] if step not in RULE_TAGS and not str(step).startswith("=")]
    return ".".join(kept) or "document"


def _message(error: ErrorDetails) -> str:
    if error["type"] == "union_tag_invalid" and "expected_tags" in error.get("ctx", {}):
        return f"must be one of {error['ctx']['expected_tags']}"
    if error["type"] != "extra_forbidden":
        return error["msg"].removeprefix("Value error, ")
    return f"this key is unknown{close_to(str(error['loc'][-1]), _known_keys())}"


def _known_keys() -> list[str]:
    parts: tuple[type[Part], ...] = (
        Document, Points, Expiry, Decay, *RULE_PARTS, *AWARD_PARTS, *CONDITION_PARTS, *GOAL_PARTS, *TIER_PARTS,
    )  # fmt: skip
    return sorted({field.alias or name for part in parts for name, field in part.model_fields.items()})
