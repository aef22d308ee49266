"""What the forms of earning rules, campaigns and caps have in common."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.engine.document import Document
from loyalty.engine.parts import POINTS_LIMIT
from loyalty.panel.draft_parts import Part
from loyalty.panel.expiry_form import text_box

SPANS = (
    ("", _("no limit")),
    ("day", _("a day")),
    ("week", _("a week")),
    ("month", _("a month")),
    ("year", _("a year")),
    ("life", _("in all")),
)

Fields = Mapping[str, str]
MINUTE = len("2026-12-01T00:00")


class WallTimeInput(forms.TextInput):
    """The browser's own picker of day and time."""

    input_type = "datetime-local"


class WallTimeField(forms.CharField):
    """A time of the shop's wall clock, written as the document writes it; empty for none."""

    widget = WallTimeInput

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if not text:
            return ""
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None:
            raise forms.ValidationError(_("Write day and time, such as 2026-12-01T00:00."))
        return found.isoformat()

    def prepare_value(self, value: Any) -> Any:
        return value[:MINUTE] if isinstance(value, str) and value[MINUTE:] == ":00" else value


def points_field(label: Any, *, most: int = POINTS_LIMIT, help_text: Any = "") -> forms.IntegerField:
    """A number of points that may be left empty."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        help_text=help_text,
        widget=text_box("numeric"),
    )


class PartForm(forms.Form):
    """`before` is the part as the draft has it; what the form does not know of it stays."""

    use_required_attribute = False
    field_of: ClassVar[Fields] = {}

    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Document, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.currency = document, currency
        self.offer()

    def offer(self) -> None:
        """Fills the pick-lists."""

    def choose_from(self, name: str, found: Iterable[tuple[str, Any]]) -> None:
        """Fills one pick-list."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(found)

    @classmethod
    def filled(cls, part: Part) -> dict[str, Any]:
        """The form's values for a part."""
        raise NotImplementedError

    def part(self, before: Part) -> Part:
        """The part of a valid form, without its id and conditions."""
        raise NotImplementedError

    def takes_lines(self) -> bool:
        """Whether conditions on goods have a place in it."""
        return True

    def title_of(self) -> str:
        """What to make an id of."""
        return str(self.cleaned_data.get("title") or "")

    def need(self, names: Iterable[str], message: Any) -> None:
        """Refuses empty fields that have no error yet."""
        for name in names:
            if name not in self.errors and self.cleaned_data.get(name) in (None, "", []):
                self.add_error(name, message)

    def refuse(self, place: str, message: str) -> None:
        """Puts a message of the engine by the field of that place in the part."""
        steps = place.split(".")
        heads = [".".join(steps[:n]) for n in range(len(steps), 0, -1)] if place else [""]
        field = next((self.field_of[head] for head in heads if head in self.field_of), None)
        self.add_error(field, message if field else f"{place}: {message}" if place else message)


def chosen(part: Part, **values: Any) -> Part:
    """The part with these values; an empty one takes its key away."""
    made = dict(part)
    for name, value in values.items():
        key = name.removesuffix("_")
        if value in (None, "", [], {}):
            made.pop(key, None)
        else:
            made[key] = value
    return made


def short(amount: Any) -> str:
    """1.00 as 1, and 2.50 as it is."""
    number = Decimal(str(amount))
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number:f}"
