"""What answers about rewards look like, for the schema."""

from typing import Any, get_args

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    IntegerField,
    ListField,
    Serializer,
)

from loyalty.api.shapes import PageShape, sealed
from loyalty.engine.rewards import Kind
from loyalty.rewards.models import Redemption

KINDS = get_args(Kind)
MONEY = "In the shop's currency, as a decimal number in a string."


class SliderShape(Serializer[Any]):
    """The member chooses how many points."""

    min = IntegerField()
    max = IntegerField(allow_null=True, help_text="Null: all they have.")
    step = IntegerField()


class SessionShape(Serializer[Any]):
    """One date of an experience."""

    id = CharField()
    at = CharField(help_text="By the clock on the shop's wall.")
    place = CharField(allow_null=True)
    seats = IntegerField()
    left = IntegerField()


class RewardShape(Serializer[Any]):
    """A reward of the live rules."""

    id = CharField()
    title = CharField(help_text="Its own, or what one gets: `$5.00 off`.")
    text = CharField(allow_null=True)
    kind = ChoiceField(choices=KINDS)
    cost = IntegerField(allow_null=True, help_text="Null: it cannot be bought, only given.")
    currency = CharField()
    tier_costs = DictField(child=IntegerField(), help_text="By tier, where it costs them less.")
    amount = CharField(allow_null=True, help_text=MONEY)
    percent = IntegerField(allow_null=True)
    slider = SliderShape(allow_null=True)
    sessions = SessionShape(many=True)
    stock = IntegerField(allow_null=True, help_text="How many there are in all.")
    left = IntegerField(allow_null=True)
    automatic = BooleanField()


class RewardsShape(Serializer[Any]):
    """The whole catalogue."""

    version = IntegerField(allow_null=True)
    data = RewardShape(many=True)  # type: ignore[assignment]


class RefusalShape(Serializer[Any]):
    """Why a member cannot have a reward now."""

    code = CharField(
        help_text="`missing`, `window`, `condition`, `limit`, `sold_out`, `no_seats`, `session`, `only_given`, `alone`."
    )
    detail = CharField(help_text="In the language of `Accept-Language`.")
    missing = IntegerField(allow_null=True, help_text="How much more it takes.")


class OfferShape(Serializer[Any]):
    """One reward for one member."""

    reward = CharField()
    title = CharField()
    kind = ChoiceField(choices=KINDS)
    points = IntegerField(help_text="What it costs this member; the least, where they choose.")
    currency = CharField()
    amount = CharField(allow_null=True, help_text=MONEY)
    available = BooleanField()
    refusal = RefusalShape(allow_null=True)


class OffersShape(Serializer[Any]):
    """What a member can have, and what is missing for the rest."""

    data = OfferShape(many=True)  # type: ignore[assignment]


class StepShape(Serializer[Any]):
    """What befell a redemption."""

    what = CharField()
    at = DateTimeField()
    actor = CharField()


class RedemptionShape(Serializer[Any]):
    """One reward on its way to one member."""

    id = CharField()
    member = sealed("mem")
    reward = CharField()
    kind = ChoiceField(choices=KINDS)
    state = ChoiceField(choices=Redemption.State.choices)
    ending = CharField(allow_null=True, help_text="Why it is being ended unused; the store is asked first.")
    points = IntegerField()
    returned = IntegerField(help_text="Points that came back.")
    currency = CharField()
    amount = CharField(allow_null=True, help_text=MONEY)
    session = CharField(allow_null=True)
    code = CharField(allow_null=True, help_text="What the checkout takes; null until the store has it.")
    order = CharField(allow_null=True, help_text="The order it was used on, by the platform's id.")
    made_at = DateTimeField()
    issued_at = DateTimeField(allow_null=True)
    ends_at = DateTimeField(allow_null=True)
    ended_at = DateTimeField(allow_null=True)
    why = CharField(allow_null=True, help_text="Where it could not be made.")
    steps = ListField(child=StepShape())


class RedemptionsShape(PageShape):
    """A page of redemptions, the newest first."""

    data = RedemptionShape(many=True)  # type: ignore[assignment]
