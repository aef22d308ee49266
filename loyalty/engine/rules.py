"""The earning rules of the programme document: on what, under which conditions, what is given."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from loyalty.engine.awards import POINTS, ActivityAward, BadgeAward, Gift, OrderAward, PerItem, Rate
from loyalty.engine.calendar import Span
from loyalty.engine.conditions import DEPTH, Condition, asks_of, depth
from loyalty.engine.parts import POINTS_LIMIT, Days, Factor, Money, Part, RuleId, Words
from loyalty.engine.suspicion import HOLD, REFUSE
from loyalty.engine.ways import WAY_PARTS, How


def _plain_wall_time(given: datetime) -> datetime:
    if given.tzinfo is not None:
        raise ValueError("write the shop's own wall-clock time, without a zone, such as 2026-12-01T00:00")
    return given


def _not_too_deep(given: Condition) -> Condition:
    if depth(given) > DEPTH:
        raise ValueError(f"conditions are nested more than {DEPTH} deep; say it more simply")
    return given


def _of_one_line(given: Condition) -> Condition:
    other = next((ask.field for ask in asks_of(given) if not ask.field.startswith("line.")), None)
    if other:
        raise ValueError(f"only fields of the lines can choose lines; ask {other} under when")
    return given


WallTime = Annotated[datetime, AfterValidator(_plain_wall_time)]
When = Annotated[Condition, AfterValidator(_not_too_deep)]
Lines = Annotated[When, AfterValidator(_of_one_line)]
Times = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class Counts(Part):
    """What earns besides goods. All off: goods after discounts, without tax, shipping, tips or gift cards."""

    tax: bool = False
    shipping: bool = False
    tips: bool = False
    gift_cards: bool = False


class Limit(Part):
    """How often one member may get it."""

    times: Times = 1
    per: Span = "life"


class Timed(Part):
    """Something that holds from one wall-clock time of the shop to another; the end is not part of it."""

    from_: WallTime | None = Field(default=None, alias="from", description="begins; shop's wall clock")
    until: WallTime | None = Field(default=None, description="is over; shop's wall clock")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.from_ and self.until and self.from_ >= self.until:
            raise ValueError("until lies before from; swap them")
        return self


class EarningRule(Timed):
    """What all rules have."""

    id: RuleId
    title: Words | None = Field(default=None, description="what shoppers read")
    currency: RuleId = Field(default=POINTS, description="which of the programme's currencies is given")
    hold_days: Days = 0
    when: When | None = Field(default=None, description="conditions; none: always")
    sponsor: Words | None = Field(default=None, description="who pays for it, when it is not the shop")


class OrderRule(EarningRule):
    """Something for what an order keeps."""

    on: Literal["order_paid"]
    award: OrderAward
    lines: Lines | None = Field(default=None, description="only lines like this earn; none: all")
    counts: Counts = Counts()
    limit: Limit | None = None

    @property
    def multiplied(self) -> bool:
        """Whether tiers, plans and campaigns multiply it."""
        return self.currency == POINTS and isinstance(self.award, Rate | PerItem)


class FirstOrderRule(EarningRule):
    """Something for a member's first order; it follows that order."""

    on: Literal["first_order"]
    award: Gift


class Once(Part):
    """How often a member may get it."""

    times: Literal[1] = 1
    per: Literal["life"] = "life"


class JoinRule(EarningRule):
    """Something for joining the programme."""

    on: Literal["joined"]
    award: Gift
    limit: Once = Once()


class DayRule(EarningRule):
    """Something once a year: on the member's birthday, or on the day they joined."""

    on: Literal["birthday", "anniversary"]
    award: Gift


Proof = Literal["self_declared", "verified", "reviewed"]


class Most(Part):
    """The most that one member gets by a rule in a while."""

    points: int = Field(strict=True, ge=1, le=10**12, description="so many")
    per: Span = Field(description="in each day, week, month, year, or in all")


class ActivityRule(EarningRule):
    """Something for what members do besides buying: a check-in, a kilometre, a review, a repair."""

    on: Literal["activity"]
    activity: RuleId = Field(description="which activity, by its name")
    award: ActivityAward
    proof: Proof = Field(
        default="verified", description="how sure one must be: said, checked by a system, looked at by staff"
    )
    grades: tuple[RuleId, ...] = Field(default=(), max_length=20, description="only when staff graded it so")
    places: tuple[RuleId, ...] = Field(default=(), max_length=100, description="only at these places")
    limit: Limit | None = Field(default=None, description="how often")
    most: Most | None = Field(default=None, description="the most points of it")
    how: How | None = Field(
        default=None, description="how members do it on the shop's own pages; none: programs tell of it"
    )


def pays_once(rules: Iterable[ActivityRule]) -> bool:
    """Whether doing it again brings nothing that could be used again."""
    return all(
        isinstance(rule.award, BadgeAward) or (rule.limit is not None and rule.limit.per == "life")
        for rule in rules
    )


Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,12}$")]
Score = Annotated[int, Field(strict=True, ge=1, le=1_000)]


class Referral(Timed):
    """Something for the one who brought a friend and for the friend, from the friend's first order; both follow it."""

    advocate: Gift | None = Field(default=None, description="for who brought the friend")
    friend: Gift | None = Field(default=None, description="for the friend")
    hold_days: Days = 0
    friend_offer: RuleId | None = Field(
        default=None, description="a reward that friends are given when they come, before they buy"
    )
    minimum: Money | None = Field(default=None, description="what the goods of that order must come to")
    limit: Limit | None = Field(default=None, description="for how many friends one member is rewarded")
    most: Limit | None = Field(default=None, description="for how many friends the programme gives anything")
    prefix: Prefix | None = Field(default=None, description="what every code begins with")
    remembered_days: Annotated[int, Field(ge=1, le=365)] = Field(
        default=30, description="how long a followed link counts"
    )
    review_at: Score = Field(default=HOLD, description="suspicion from which staff look at it first")
    refuse_at: Score = Field(default=REFUSE, description="suspicion from which it is refused")

    @model_validator(mode="after")
    def _looks_before_refusing(self) -> Self:
        if self.review_at > self.refuse_at:
            raise ValueError("review_at is above refuse_at; swap them")
        return self


class Campaign(Timed):
    """More points for a while. Without `lines` the whole order is multiplied."""

    id: RuleId
    title: Words | None = None
    when: When | None = Field(default=None, description="who and which orders; none: all")
    lines: Lines | None = Field(default=None, description="multiply only lines like this; none: all")
    rules: tuple[RuleId, ...] = Field(default=(), description="which order rules it multiplies; none: all")
    multiplier: Factor | None = None
    bonus: int | None = Field(default=None, strict=True, ge=1, le=POINTS_LIMIT, description="points an order")
    hold_days: Days = 0
    budget: int | None = Field(
        default=None, strict=True, ge=1, le=10**12, description="points it may cost over all members"
    )

    @model_validator(mode="after")
    def _gives_one_thing(self) -> Self:
        if (self.multiplier is None) == (self.bonus is None):
            raise ValueError("a campaign has a multiplier or a bonus, and not both")
        if self.bonus is not None and (self.lines or self.rules):
            raise ValueError("lines and rules go with a multiplier; choose orders for a bonus under when")
        return self


class Cap(Part):
    """The most that order rules may give: to one member, or by the whole programme."""

    id: RuleId
    points: int = Field(strict=True, ge=1, le=10**12)
    per: Literal["order"] | Span
    of: Literal["member", "programme"] = "member"
    rules: tuple[RuleId, ...] = Field(
        default=(), description="which order rules it holds for; none: all in points"
    )


Rule = Annotated[OrderRule | FirstOrderRule | JoinRule | DayRule | ActivityRule, Field(discriminator="on")]
RULE_TAGS = ("order_paid", "joined", "first_order", "birthday", "anniversary", "activity")
RULE_PARTS: tuple[type[Part], ...] = (
    Counts, Limit, OrderRule, FirstOrderRule, Once, JoinRule, DayRule, Most, ActivityRule, Referral, Campaign,
    Cap, *WAY_PARTS,
)  # fmt: skip
