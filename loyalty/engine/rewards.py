"""What members can have for what they collected: the catalogue of the programme document."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from loyalty.engine.parts import POINTS_LIMIT, Factor, Money, Part, RuleId, Words
from loyalty.engine.rules import Limit, Timed, WallTime, When

Kind = Literal[
    "amount_off", "percent_off", "free_shipping", "free_product", "buy_x_get_y", "gift_card", "store_credit",
    "experience", "donation", "exchange", "custom",
]  # fmt: skip
GIVEN = "reward:"  # with its id: the currency of a reward that was given and waits to be claimed
# A code that the store's checkout takes.
CODES: frozenset[Kind] = frozenset(
    {"amount_off", "percent_off", "free_shipping", "free_product", "buy_x_get_y"}
)
# What is given for good: money in another purse. Its points leave with it.
GONE_WHEN_GIVEN: frozenset[Kind] = frozenset({"gift_card", "store_credit", "donation", "exchange"})
# Kinds of which a shopper may choose how much.
SLIDING: frozenset[Kind] = frozenset({"amount_off", "gift_card", "store_credit", "donation", "exchange"})
_NEEDS: dict[Kind, str] = {
    "amount_off": "amount", "gift_card": "amount", "store_credit": "amount", "donation": "amount",
    "percent_off": "percent", "buy_x_get_y": "buys", "experience": "sessions", "exchange": "partner",
}  # fmt: skip

Cost = Annotated[int, Field(strict=True, ge=1, le=POINTS_LIMIT)]
Pieces = Annotated[int, Field(strict=True, ge=1, le=100)]
Percent = Annotated[int, Field(strict=True, ge=1, le=100)]
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Ids = Annotated[tuple[Id, ...], Field(max_length=100)]
Class = Literal["order", "product", "shipping"]


class Slider(Part):
    """The shopper chooses how many points; `cost` of them are worth `amount`."""

    min: Cost = Field(description="the fewest points")
    max: Cost | None = Field(default=None, description="the most points; none: all they have")
    step: Cost = Field(default=1, description="in steps of so many points")
    basket_percent: Percent | None = Field(
        default=None, description="the largest share of a basket that it pays; asked as a minimum basket"
    )

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError("max is below min; swap them")
        return self


class Session(Part):
    """One date of an experience, with its seats."""

    id: RuleId
    at: WallTime = Field(description="begins; shop's wall clock")
    seats: int = Field(strict=True, ge=1, le=100_000, description="how many can come")
    place: Words | None = Field(default=None, description="where")


class Buys(Part):
    """What must be bought for something else to be free or cheaper."""

    quantity: Pieces = Field(default=1, description="so many pieces of it")
    products: Ids = Field(default=(), description="of any of these, by the platform's ids")
    collections: Ids = Field(default=(), description="or of anything in these")
    get_quantity: Pieces = Field(
        default=1, description="pieces of the reward's own products that get cheaper"
    )

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if not self.products and not self.collections:
            raise ValueError("say which products or collections must be bought")
        return self


class Reward(Timed):
    """Something points buy, or that a rule gives."""

    id: RuleId
    title: Words | None = None
    text: str | None = Field(default=None, max_length=300, description="what shoppers read under the title")
    kind: Kind
    cost: Cost | None = Field(default=None, description="none: it cannot be bought, only given")
    currency: RuleId = "points"
    tier_costs: dict[RuleId, Cost] = Field(default={}, description="by tier, where it costs them less")
    slider: Slider | None = Field(default=None, description="members choose how many points")
    amount: Money | None = Field(default=None, description="money off, or given")
    percent: Percent | None = None
    products: Ids = Field(default=(), description="what is free, or what it takes money off; platform's ids")
    collections: Ids = Field(default=(), description="what it takes money off, by the platform's ids")
    buys: Buys | None = Field(default=None, description="what must be bought for it")
    sessions: Annotated[tuple[Session, ...], Field(max_length=100)] = Field(
        default=(), description="the dates of an experience"
    )
    charity: Words | None = None
    partner: Words | None = Field(default=None, description="whose units one gets in an exchange")
    rate: Factor | None = Field(default=None, description="their units for one of ours; 0.8 is a fifth less")
    value: Money | None = Field(
        default=None, description="what it costs the shop, where that is not its amount"
    )
    when: When | None = Field(default=None, description="for whom; none: everybody")
    limit: Limit | None = Field(default=None, description="how often one member may have it")
    stock: int | None = Field(
        default=None, strict=True, ge=1, le=10**9, description="how many there are in all"
    )
    minimum: Money | None = Field(default=None, description="the smallest basket it works on")
    combines_with: Annotated[tuple[Class, ...], Field(max_length=3)] = Field(
        default=(), description="which other discounts may stand beside it"
    )
    code_days: int | None = Field(
        default=None, strict=True, ge=1, le=3650, description="how long a code lives; none: for ever"
    )
    unused: Literal["returned", "forfeited"] = Field(
        default="returned", description="what becomes of the points when the code ends unused"
    )
    points_leave: Literal["used", "issued"] = Field(
        default="used", description="for good when the reward is used, or when it is handed over"
    )
    automatic: bool = Field(default=False, description="handed over as soon as the member has what it costs")
    pool: bool = Field(
        default=False, description="its codes are made ahead, bound to nobody, so that it is issued at once"
    )

    @model_validator(mode="after")
    def _can_be_made_ahead(self) -> Self:
        bare = self.kind == "free_product" and not self.products
        if self.pool and (self.kind not in CODES or self.slider or bare):
            raise ValueError("a pool holds codes that are all alike; leave pool out, or the slider")
        return self

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        need = _NEEDS.get(self.kind)
        if need and not getattr(self, need):
            raise ValueError(f"a reward of kind {self.kind} needs {need}")
        if self.kind == "exchange" and self.rate is None:
            raise ValueError("a reward of kind exchange needs rate")
        if self.tier_costs and self.cost is None:
            raise ValueError("a reward that is only given has no tier_costs; give it a cost")
        if self.slider and (self.kind not in SLIDING or self.cost is None or self.tier_costs):
            raise ValueError(f"a slider needs cost, no tier_costs, and one of {', '.join(sorted(SLIDING))}")
        if self.slider and self.automatic:
            raise ValueError("a slider asks the shopper how many points; it cannot be automatic")
        ids = [one.id for one in self.sessions]
        if len(set(ids)) < len(ids):
            raise ValueError("two of the sessions have the same id; give one another")
        return self

    @property
    def given(self) -> str:
        """The currency in which it is given."""
        return GIVEN + self.id

    @property
    def price(self) -> tuple[int, str]:
        """Cost and currency; a reward that is only given costs one of itself."""
        return (1, self.given) if self.cost is None else (self.cost, self.currency)

    @property
    def worth(self) -> Decimal:
        """What one of it costs the shop, in the shop's currency; 0 where that is not known."""
        return self.value or self.amount or Decimal(0)

    @property
    def leaves_when_issued(self) -> bool:
        return self.kind in GONE_WHEN_GIVEN or self.points_leave == "issued"


REWARD_PARTS: tuple[type[Part], ...] = (Reward, Slider, Session, Buys)
