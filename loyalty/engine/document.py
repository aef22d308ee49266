"""The programme document: everything a merchant can decide, as data.

`parse` reads one; unknown keys and wrong values are refused with their path, the reason and a suggestion.
"""

import difflib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from loyalty.engine.expiry import Expiry
from loyalty.engine.parts import POINTS_LIMIT, Days, Money, Part, RuleId, Words
from loyalty.engine.tiers import TIER_PARTS, TIER_TAGS, Tiers


class Points(Part):
    """What a point is called and how fractions are rounded."""

    one: Words = "point"
    many: Words = "points"
    value: Money | None = Field(default=None, description="what one point is worth, in the shop's currency")
    rounding: Literal["down", "half_up", "up"] = "down"


class Rate(Part):
    """`points` for every `per` of the shop's currency; exact, never rounded before the end."""

    points: int = Field(strict=True, ge=1, le=POINTS_LIMIT)
    per: Money = Decimal("1.00")

    @property
    def exact(self) -> Fraction:
        """Points per one unit of the currency."""
        return _exact(self.points, self.per)


@lru_cache(maxsize=1024)
def _exact(points: int, per: Decimal) -> Fraction:
    return Fraction(points) / Fraction(per)


class Counts(Part):
    """What earns besides goods. All off: goods after discounts, without tax, shipping, tips or gift cards."""

    tax: bool = False
    shipping: bool = False
    tips: bool = False
    gift_cards: bool = False


class OrderRule(Part):
    """Points for what an order keeps."""

    id: RuleId
    on: Literal["order_paid"]
    award: Rate
    hold_days: Days = 0
    counts: Counts = Counts()


class Fixed(Part):
    """A fixed number of points."""

    points: int = Field(strict=True, ge=1, le=POINTS_LIMIT)


class FirstOrderRule(Part):
    """A fixed number of points for a member's first order; it follows that order."""

    id: RuleId
    on: Literal["first_order"]
    award: Fixed
    hold_days: Days = 0


class Once(Part):
    """How often a member may get it."""

    times: Literal[1] = 1
    per: Literal["life"] = "life"


class JoinRule(Part):
    """Points for joining the programme."""

    id: RuleId
    on: Literal["joined"]
    award: Fixed
    limit: Once = Once()
    hold_days: Days = 0


Rule = Annotated[OrderRule | FirstOrderRule | JoinRule, Field(discriminator="on")]


class Referral(Part):
    """Points for the one who brought a friend and for the friend, from the friend's first order; both follow it."""

    advocate: Fixed | None = None
    friend: Fixed | None = None
    hold_days: Days = 0


class Reward(Part):
    """Something points buy."""

    id: RuleId
    kind: Literal["amount_off"]
    cost: int = Field(strict=True, ge=1, le=POINTS_LIMIT)
    amount: Money


class Document(Part):
    """A whole programme."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    points: Points = Points()
    earning: tuple[Rule, ...] = Field(default=(), max_length=1000)
    clawback: Literal["debt", "floor"] = "debt"
    tiers: Tiers | None = None
    expiry: Expiry | None = None
    referral: Referral | None = None
    rewards: tuple[Reward, ...] = Field(default=(), max_length=1000)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Document":
        ids = [rule.id for rule in self.earning]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"two earning rules are called {twice[0]!r}; give one of them another id")
        return self

    @model_validator(mode="after")
    def _nothing_expires_while_held(self) -> "Document":
        if self.expiry is None:
            return self
        months = min(self.expiry.months, self.expiry.inactive_months or self.expiry.months)
        held = [rule.id for rule in self.earning if rule.hold_days >= months * 28]
        if held:
            raise ValueError(
                f"the points of rule {held[0]!r} would expire while they are held; shorten the hold"
            )
        return self

    @property
    def first_order_rules(self) -> tuple[FirstOrderRule, ...]:
        return tuple(rule for rule in self.earning if isinstance(rule, FirstOrderRule))

    @property
    def order_rules(self) -> tuple[OrderRule, ...]:
        return tuple(rule for rule in self.earning if isinstance(rule, OrderRule))

    @property
    def join_rules(self) -> tuple[JoinRule, ...]:
        return tuple(rule for rule in self.earning if isinstance(rule, JoinRule))


class BadDocument(ValueError):
    """Raised by parse; `errors` pairs a path such as "earning.0.award.per" with a message."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in errors))
        self.errors = errors


def parse(document: Mapping[str, Any]) -> Document:
    """Raises BadDocument."""
    try:
        return Document.model_validate(document)
    except ValidationError as bad:
        raise BadDocument([(_path(error), _message(error)) for error in bad.errors()]) from None


def dump(document: Document) -> dict[str, Any]:
    """The document as JSON-ready data; parse(dump(d)) == d."""
    return document.model_dump(mode="json", by_alias=True, exclude_none=True)


def json_schema() -> dict[str, Any]:
    """The published JSON Schema."""
    return Document.model_json_schema(by_alias=True)


_TAGS = ("order_paid", "joined", "first_order", *TIER_TAGS)


def _path(error: ErrorDetails) -> str:
    return ".".join(str(step) for step in error["loc"] if step not in _TAGS) or "document"


def _message(error: ErrorDetails) -> str:
    if error["type"] != "extra_forbidden":
        return error["msg"].removeprefix("Value error, ")
    close = difflib.get_close_matches(str(error["loc"][-1]), _known_keys(), n=1)
    return "this key is unknown" + (f"; did you mean {close[0]!r}?" if close else "")


def _known_keys() -> list[str]:
    parts: tuple[type[Part], ...] = (
        Document,
        Points,
        Rate,
        Counts,
        OrderRule,
        FirstOrderRule,
        Fixed,
        Once,
        JoinRule,
        Expiry,
        Referral,
        Reward,
        *TIER_PARTS,
    )
    return sorted({field.alias or name for part in parts for name, field in part.model_fields.items()})
