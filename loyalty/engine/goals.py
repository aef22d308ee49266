"""Parts of the programme document that go beyond single rules: currencies, badges, missions, paid plans."""

from typing import Literal, Self

from pydantic import Field, model_validator

from loyalty.engine.awards import Amount, Gift
from loyalty.engine.expiry import Expiry
from loyalty.engine.parts import Days, Factor, Money, Part, RuleId, Words
from loyalty.engine.rewards import REWARD_PARTS
from loyalty.engine.rules import Timed
from loyalty.engine.tiers import Perk


class Currency(Part):
    """Something besides points that members collect: stamps, nights, eco points."""

    id: RuleId
    one: Words
    many: Words
    value: Money | None = Field(default=None, description="what one is worth, in the shop's currency")
    expiry: Expiry | None = None


class Badge(Part):
    """A mark that a member earns and keeps."""

    id: RuleId
    title: Words
    icon: Words | None = None


class Goal(Part):
    """So many of a currency, counted as earned and kept; or so many days, weeks, months in a row with some of it."""

    count: RuleId = Field(description="the currency that is counted")
    reach: Amount
    streak: Literal["day", "week", "month"] | None = Field(
        default=None, description="in a row, instead of in all"
    )


class Mission(Timed):
    """A goal of several things done. With `times` left out it is a stamp card: full again and again."""

    id: RuleId
    title: Words
    text: str | None = Field(default=None, max_length=300)
    goals: tuple[Goal, ...] = Field(min_length=1, max_length=10)
    need: Literal["all", "any"] = "all"
    times: int | None = Field(default=None, strict=True, ge=1, le=10_000)
    award: Gift
    currency: RuleId = "points"
    hold_days: Days = 0


class Plan(Part):
    """A paid membership, bought as a product of the shop."""

    id: RuleId
    title: Words
    sku: str | None = Field(default=None, max_length=255, description="the product's SKU")
    product: str | None = Field(
        default=None, max_length=64, description="or the platform's id of the product"
    )
    period: Literal["month", "year", "once"] = Field(
        description="how long one purchase lasts; once: for life"
    )
    multiplier: Factor | None = None
    perks: tuple[Perk, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _is_sold(self) -> Self:
        if (self.sku is None) == (self.product is None):
            raise ValueError("say by its sku or by its product id what sells the plan, and not by both")
        return self


GOAL_PARTS: tuple[type[Part], ...] = (Currency, Badge, Goal, Mission, Plan, *REWARD_PARTS)
