"""What answers about activities look like, for the schema."""

from typing import Any

from rest_framework.serializers import (
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    IntegerField,
    Serializer,
)

from loyalty.activities.models import Activity
from loyalty.api.shapes import ErrorShape, PageShape, sealed
from loyalty.engine.activity import PROOFS
from loyalty.ledger.models import Award


class GivenShape(Serializer[Any]):
    """What one rule made of it."""

    rule = CharField()
    currency = CharField()
    points = IntegerField(help_text="What the books hold for it now.")
    pending_until = DateTimeField(allow_null=True)
    outcome = ChoiceField(choices=Award.Outcome.choices)
    why = CharField(
        allow_null=True,
        help_text="Why nothing: `limit`, `cap`, `place`, `unit`, `proof`, `in_review`, `refused` …",
    )


class ActivityShape(Serializer[Any]):
    """One deed of one member."""

    id = sealed("act")
    member = sealed("mem")
    key = CharField()
    type = CharField()
    at = DateTimeField(help_text="When it happened.")
    told_at = DateTimeField()
    told_by = CharField()
    quantity = CharField(help_text="A decimal number in a string.")
    unit = CharField(allow_null=True)
    place = CharField(allow_null=True)
    grade = CharField(allow_null=True, help_text="As staff graded it.")
    proof = ChoiceField(choices=PROOFS)
    state = ChoiceField(choices=Activity.State.choices)
    why = CharField(allow_null=True, help_text="Why it was refused or withdrawn.")
    data = DictField(child=CharField())  # type: ignore[assignment]
    awards = GivenShape(many=True)


class ActivitiesShape(PageShape):
    """A page of activities, those told last first."""

    data = ActivityShape(many=True)  # type: ignore[assignment]


class ResultShape(Serializer[Any]):
    """What became of one of those that were told."""

    key = CharField()
    result = ChoiceField(
        choices=["kept", "repeated", "conflict", "refused"],
        help_text="`repeated`: told before, as it stands. `conflict`: the key stands for something else.",
    )
    activity = ActivityShape(allow_null=True)
    error = ErrorShape(allow_null=True)


class ToldShape(Serializer[Any]):
    """One result for each, in the order in which they were told."""

    data = ResultShape(many=True)  # type: ignore[assignment]
