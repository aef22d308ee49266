"""What a rule can give: points at a rate, a number of points, a reward, a badge."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag

from loyalty.engine.lots import POINTS as POINTS
from loyalty.engine.parts import POINTS_LIMIT, Money, Part, RuleId, Words, exact_amount

Amount = Annotated[int, Field(strict=True, ge=1, le=POINTS_LIMIT)]
Pieces = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class Rate(Part):
    """`points` for every `per` of the shop's currency; exact, never rounded before the end."""

    points: Amount
    per: Money = Decimal("1.00")

    @property
    def exact(self) -> Fraction:
        """Points per one unit of the currency."""
        return _exact(self.points, self.per)


@lru_cache(maxsize=1024)
def _exact(points: int, per: Decimal) -> Fraction:
    return Fraction(points) / Fraction(per)


class PerItem(Part):
    """`points` for every `per_item` pieces that were kept."""

    points: Amount
    per_item: Pieces


class PerQuantity(Part):
    """`points` for every so many kilometres, hours, kilowatt-hours; what is left over counts next time."""

    points: Amount
    quantity: Annotated[Decimal, BeforeValidator(exact_amount), Field(gt=0, description="for every so many")]
    unit: Words = Field(description="of what: km, h, kWh")


class Fixed(Part):
    """A fixed number of points."""

    points: Amount


class RewardAward(Part):
    """A reward of the programme, given as it is: nothing is paid for it."""

    reward: RuleId


class BadgeAward(Part):
    """A badge of the programme."""

    badge: RuleId


_BY_KEY = {
    "quantity": "=per-quantity",
    "per_item": "=per-item",
    "per": "=rate",
    "reward": "=reward",
    "badge": "=badge",
}


def _shape(given: object) -> str:
    """Which award it is: told by the key that only this one has."""
    keys = given if isinstance(given, Mapping) else getattr(type(given), "model_fields", ())
    return next((tag for key, tag in _BY_KEY.items() if key in keys), "=fixed")


Gift = Annotated[
    Annotated[Fixed, Tag("=fixed")]
    | Annotated[RewardAward, Tag("=reward")]
    | Annotated[BadgeAward, Tag("=badge")],
    Discriminator(_shape),
]
OrderAward = Annotated[
    Annotated[Rate, Tag("=rate")]
    | Annotated[PerItem, Tag("=per-item")]
    | Annotated[Fixed, Tag("=fixed")]
    | Annotated[RewardAward, Tag("=reward")]
    | Annotated[BadgeAward, Tag("=badge")],
    Discriminator(_shape),
]
ActivityAward = Annotated[
    Annotated[PerQuantity, Tag("=per-quantity")]
    | Annotated[Fixed, Tag("=fixed")]
    | Annotated[RewardAward, Tag("=reward")]
    | Annotated[BadgeAward, Tag("=badge")],
    Discriminator(_shape),
]
AWARD_PARTS: tuple[type[Part], ...] = (Rate, PerItem, PerQuantity, Fixed, RewardAward, BadgeAward)

AnyAward = Rate | PerItem | Fixed | RewardAward | BadgeAward


def currency_of(award: AnyAward | PerQuantity, currency: str) -> str:
    """The currency of the books that an award is in."""
    if isinstance(award, RewardAward):
        return f"reward:{award.reward}"
    if isinstance(award, BadgeAward):
        return f"badge:{award.badge}"
    return currency


def amount_of(award: Fixed | RewardAward | BadgeAward) -> int:
    """How much of it a fixed award gives."""
    return award.points if isinstance(award, Fixed) else 1
