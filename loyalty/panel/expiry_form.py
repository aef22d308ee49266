"""When points expire, as a shopkeeper writes it, to the programme document and back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.engine.document import Document
from loyalty.engine.expiry import Expiry

MODES = (
    ("never", _("Points never expire")),
    ("lot", _("So many months after they were earned")),
    ("inactivity", _("So many months without earning or spending")),
    ("both", _("Whichever of the two comes first")),
)
END_OF = (
    ("day", _("On that very day")),
    ("month", _("At the end of that month")),
    ("quarter", _("At the end of that quarter")),
    ("year", _("At the end of that year")),
)
MOST_NOTICES = 5
FIELD_OF = {
    "expiry": "expiry",
    "expiry.per": "expiry",
    "expiry.months": "expiry_months",
    "expiry.inactive_months": "expiry_idle",
    "expiry.end_of": "expiry_end_of",
    "expiry.notice_days": "expiry_notices",
    "expiry.without_notice": "expiry_silent",
    "expiry.grace_days": "expiry_grace",
    **{f"expiry.notice_days.{n}": "expiry_notices" for n in range(MOST_NOTICES)},
}


def text_box(mode: str) -> forms.TextInput:
    """Not type=number: what somebody typed stays in the box, whatever it was."""
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})


class DaysList(forms.CharField):
    """'30, 7' as (30, 7): each once, the farthest first."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        words = text.replace("，", ",").replace("、", ",").replace(";", ",").replace(" ", ",").split(",")
        days = {int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 6}
        if any(word and not (word.isascii() and word.isdecimal() and len(word) < 6) for word in words):
            raise forms.ValidationError(_("Write numbers of days, for example 30, 7."))
        if any(not 1 <= one <= 365 for one in days):
            raise forms.ValidationError(_("Each number of days is between 1 and 365."))
        if len(days) > MOST_NOTICES:
            raise forms.ValidationError(_("At most five notices."))
        return tuple(sorted(days, reverse=True))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else value


class ExpiryFields(forms.Form):
    """The part of the rules that says when points expire."""

    expiry = forms.ChoiceField(label=_("Points expire"), choices=MODES, widget=forms.RadioSelect)
    expiry_months = forms.IntegerField(
        label=_("After they were earned"),
        required=False,
        min_value=1,
        max_value=120,
        widget=text_box("numeric"),
    )
    expiry_idle = forms.IntegerField(
        label=_("Without earning or spending"),
        required=False,
        min_value=1,
        max_value=120,
        widget=text_box("numeric"),
    )
    expiry_end_of = forms.ChoiceField(label=_("They end"), choices=END_OF, required=False)
    expiry_notices = DaysList(
        label=_("Tell the member so many days before"),
        required=False,
        max_length=60,
        help_text=_("Several are fine, for example 30, 7. Points wait until the member has been told."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    expiry_silent = forms.BooleanField(
        label=_("Let points expire even if the member could not be told"), required=False
    )
    expiry_grace = forms.IntegerField(
        label=_("Points that come back after they had expired live for"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=_("After a return, for example. With 0 they stay expired."),
        widget=text_box("numeric"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        mode = cleaned.get("expiry")
        if mode == "never":  # the other fields are not seen then, nor asked
            for field in ("expiry_months", "expiry_idle", "expiry_notices", "expiry_grace"):
                self.errors.pop(field, None)
            return cleaned
        for field, modes in (("expiry_months", ("lot", "both")), ("expiry_idle", ("inactivity", "both"))):
            if mode in modes and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, _("Say after how many months."))
        notices = cleaned.get("expiry_notices")
        if notices == () and not cleaned.get("expiry_silent"):
            self.add_error(
                "expiry_notices",
                _("Without a notice nothing would ever expire: say how many days before the member is told."),
            )
        return cleaned


def filled(document: Document) -> dict[str, Any]:
    """The fields' values for a document; what a shop would start with where it says nothing."""
    return filled_by(document.expiry)


def filled_by(expiry: Expiry | None) -> dict[str, Any]:
    """The fields' values for one setting."""
    if expiry is None:
        values = {"expiry": "never", "expiry_months": 12, "expiry_idle": 12, "expiry_end_of": "month"}
        return values | {"expiry_notices": (30, 7), "expiry_silent": False, "expiry_grace": 30}
    return {
        "expiry": expiry.per,
        "expiry_months": 12 if expiry.per == "inactivity" else expiry.months,
        "expiry_idle": expiry.inactive_months or expiry.months,
        "expiry_end_of": expiry.end_of,
        "expiry_notices": expiry.notice_days,
        "expiry_silent": expiry.without_notice,
        "expiry_grace": expiry.grace_days,
    }


def section(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The document's `expiry` for these values; None for never."""
    mode = values["expiry"]
    if mode == "never":
        return None
    made: dict[str, Any] = {
        "per": mode,
        "months": values["expiry_idle"] if mode == "inactivity" else values["expiry_months"],
        "end_of": values["expiry_end_of"] or "day",
        "notice_days": list(values["expiry_notices"]),
        "without_notice": values["expiry_silent"],
        "grace_days": values["expiry_grace"] or 0,
    }
    return made | ({"inactive_months": values["expiry_idle"]} if mode == "both" else {})


def read(values: Mapping[str, Any]) -> Expiry | None:
    """The setting as the engine reads it; None for never. Raises pydantic's ValidationError."""
    made = section(values)
    return Expiry.model_validate(made) if made else None
