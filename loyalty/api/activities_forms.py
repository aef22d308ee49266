"""What is sent about activities."""

import re
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from loyalty.activities.models import Activity
from loyalty.api.fields import Form, Moment, Text
from loyalty.api.pages import PageForm

MOST = 500
_NAME = "[a-z0-9][a-z0-9-]{0,39}"
_KEY = "[!-}][!-~]{0,119}"
_DATA = {"type": "object", "maxProperties": 20, "additionalProperties": {"type": "string", "maxLength": 500}}


class Shaped(Text):
    """A text that has to look like something."""

    pattern = ""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text != data or not re.fullmatch(self.pattern, text, re.ASCII):
            self.fail("invalid")
        return text


@extend_schema_field({"type": "string", "pattern": f"^{_NAME}$"})
class Name(Shaped):
    """As rules name activities and places."""

    pattern = _NAME
    default_error_messages = {"invalid": "Lower-case letters, digits and hyphens; at most 40."}


@extend_schema_field({"type": "string", "pattern": f"^{_KEY}$"})
class DeedKey(Shaped):
    """Those that begin with ~ are our own."""

    pattern = _KEY
    default_error_messages = {"invalid": "Send 1 to 120 visible ASCII characters, the first no ~."}


@extend_schema_field(_DATA)
class Evidence(serializers.DictField):
    """A few texts by name."""

    child = Text(max_length=500, allow_blank=True)
    default_error_messages = {"size": "At most 20 texts, with names of at most 40 characters."}

    def to_internal_value(self, data: Any) -> dict[str, str]:
        found: dict[str, str] = super().to_internal_value(data)
        if len(found) > 20 or any(len(name) > 40 or "\0" in name for name in found):
            self.fail("size")
        return found


class ActivityForm(Form):
    """One deed of one member, named by either id."""

    member = Text(max_length=40, required=False, help_text="A member's id.")
    external_id = Text(max_length=64, required=False, help_text="Or the customer's id in the shop.")
    type = Name(help_text="Which activity, as the rules name it.")
    key = DeedKey(help_text="Made by you, once for each deed. The same key is the same deed for ever.")
    at = Moment(required=False, help_text="When it happened; now, if not given.")
    quantity = Text(
        max_length=20, required=False, help_text="How much: a decimal number such as `12.5`; 1 if not given."
    )
    unit = Text(max_length=40, required=False, help_text="Of the quantity: `km`, `kWh`.")
    place = Name(required=False, help_text="Where.")
    proof = serializers.ChoiceField(
        choices=["self_declared", "verified"],
        required=False,
        help_text="`verified`, if not given: your program saw it happen.",
    )
    data = Evidence(  # type: ignore[assignment]
        required=False, help_text="Evidence, for staff to look at; forgotten with the person."
    )


class ActivitiesForm(Form):
    """Up to 500; what is wrong with one does not hinder the others."""

    activities = serializers.ListField(child=ActivityForm(), min_length=1, max_length=MOST)


class WithdrawForm(Form):
    """Why."""

    reason = Text(max_length=300, help_text="The member may read it.")


class FilterForm(PageForm):
    """Filters; together they narrow."""

    member = Text(required=False, help_text="A member's id.")
    type = Text(required=False, help_text="Which activity.")
    key = Text(required=False, help_text="The key it was told with.")
    state = serializers.ChoiceField(choices=Activity.State.choices, required=False)
    since = Moment(required=False, help_text="Happened at this moment or later.")
