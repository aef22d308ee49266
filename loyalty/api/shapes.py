"""What answers look like, for the schema. Views build them as plain dicts; a test holds the two together."""

from typing import Any

from rest_framework.serializers import (
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    IntegerField,
    JSONField,
    ListField,
    Serializer,
)

from loyalty.api.scopes import Scope


def sealed(kind: str, **more: Any) -> CharField:
    """An id of this kind, as `loyalty.common.sealed` makes them."""
    return CharField(help_text=f"Begins with `{kind}_`; says nothing else.", **more)


class ErrorShape(Serializer[Any]):
    """One thing that is wrong."""

    code = CharField(help_text="For programs.")
    detail = CharField(help_text="For people, in the language the request asked for.")
    attr = CharField(allow_null=True, help_text="The field it is about.")


class ErrorsShape(Serializer[Any]):
    """Every refusal looks like this."""

    type = ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ErrorShape(many=True)  # type: ignore[assignment]


class KeyShape(Serializer[Any]):
    """The key the request came with."""

    name = CharField()
    scopes = ListField(child=ChoiceField(choices=Scope.choices))


class WordsShape(Serializer[Any]):
    """What one and several points are called."""

    one = CharField()
    many = CharField()  # type: ignore[assignment]


class ShopShape(Serializer[Any]):
    """The shop a key belongs to."""

    name = CharField()
    domain = CharField()
    platform = CharField()
    currency = CharField(help_text="ISO 4217; amounts of money in the API are in it.")
    timezone = CharField()
    installed_at = DateTimeField(allow_null=True)
    points = WordsShape()
    key = KeyShape()


class TierShape(Serializer[Any]):
    """A level of the programme's tiers."""

    id = CharField()
    title = CharField()


class DatedPoints(Serializer[Any]):
    """Points for which something happens at a moment."""

    points = IntegerField()
    at = DateTimeField()


class BalanceShape(Serializer[Any]):
    """What a member has of one currency: points, or stamps, a badge, a reward that waits."""

    currency = CharField(help_text="`points`, a currency of the programme, `badge:ID` or `reward:ID`.")
    name = CharField(help_text="What the programme calls it.")
    available = IntegerField(help_text="Can be spent now.")
    pending = IntegerField(help_text="Earned and still held, until the order can no longer be returned.")
    reserved = IntegerField(help_text="Set aside for rewards that have not been used yet.")
    debt = IntegerField(help_text="Taken back after they were spent; the next points earned repay it.")
    next_available = DatedPoints(allow_null=True, help_text="Which of the pending come free first.")
    ending = DatedPoints(allow_null=True, help_text="Which end first, if they end soon.")


class MemberShape(Serializer[Any]):
    """Somebody the programme knows. Who has not joined is a guest, whose balance waits for them."""

    id = sealed("mem")
    external_ids = ListField(child=CharField(), help_text="Customer ids in the shop.")
    joined_at = DateTimeField(allow_null=True)
    first_seen_at = DateTimeField()
    tier = TierShape(allow_null=True)
    balances = BalanceShape(many=True)


class SourceShape(Serializer[Any]):
    """What caused a line."""

    kind = CharField(help_text="`order`, `joined`, `adjust`, `redeem` …")
    order = CharField(allow_null=True, help_text="The order's id on the platform.")


class LineShape(Serializer[Any]):
    """One line of a member's history: a change, or a decision that gave nothing."""

    id = sealed("line")
    at = DateTimeField(help_text="When it took effect.")
    posted_at = DateTimeField(allow_null=True, help_text="When the books were written.")
    kind = CharField()
    currency = CharField()
    points = IntegerField(
        help_text="What it changed of what the member has; negative when it took something."
    )
    held_until = DateTimeField(allow_null=True)
    title = CharField(allow_blank=True, help_text="In the language of `Accept-Language`.")
    why = CharField(allow_blank=True, help_text="Why, in the same language.")
    steps = ListField(child=CharField(), help_text="The sum, worked out step by step.")
    reason = DictField(help_text="The stored trace, for programs.")
    source = SourceShape()  # type: ignore[assignment]
    version = IntegerField(help_text="Of the rules; 0 when none were live.")
    actor = CharField()


class ProgrammeShape(Serializer[Any]):
    """The rules as they are live now."""

    name = CharField()
    version = IntegerField(allow_null=True, help_text="Null until something was published.")
    published_at = DateTimeField(allow_null=True)
    document = JSONField(allow_null=True, help_text="See `/api/schema/programme.json`.")


class AdjustmentShape(Serializer[Any]):
    """What came of an adjustment."""

    state = ChoiceField(choices=["posted", "waiting_for_approval"])
    member = sealed("mem")
    points = IntegerField()
    reason = CharField()
    balances = BalanceShape(many=True)


class PageShape(Serializer[Any]):
    """What all lists have in common."""

    next_cursor = CharField(
        allow_null=True, help_text="Send it as `cursor` for the next page; null at the end."
    )


class MembersShape(PageShape):
    """A page of members, the newest first."""

    data = MemberShape(many=True)  # type: ignore[assignment]


class HistoryShape(PageShape):
    """A page of a history, the newest line first."""

    data = LineShape(many=True)  # type: ignore[assignment]
