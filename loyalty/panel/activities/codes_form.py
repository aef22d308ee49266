"""What codes for a place are to say: where, when, and how often they count."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.activities.models import PlaceCode
from loyalty.panel.expiry_form import text_box
from loyalty.panel.ways_activity import name_of

TICKETS, DAYS = 200, 62  # what still prints
KINDS = (
    ("poster", _("One code that stays: once a day for every member")),
    ("daily", _("Another code every day: a photograph of yesterday's is worth nothing")),
    ("single", _("Tickets: each counts once, for whoever comes first")),
)


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def time_field(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)


class CodesForm(forms.Form):
    """Days and hours are those of the shop's clock."""

    use_required_attribute = False

    title = forms.CharField(
        label=_("What members read"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    place = forms.CharField(
        label=_("The place, as rules name it"),
        max_length=60,
        help_text=_("Such as tea-house. A way to earn that names places pays only there."),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    activity = forms.CharField(
        label=_("Counts as"),
        max_length=60,
        initial="check-in",
        help_text=_("What the way to earn listens to."),
        widget=forms.TextInput(attrs={"list": "activities", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Which kind"), choices=KINDS)
    first = day_field(_("First day"))
    last = day_field(_("Last day"))
    opens = time_field(pgettext_lazy("hours of a day", "From"))
    closes = time_field(pgettext_lazy("hours of a day", "Until"))
    count = forms.IntegerField(
        label=_("How many tickets"),
        required=False,
        min_value=1,
        max_value=TICKETS,
        widget=text_box("numeric"),
    )

    def clean_place(self) -> str:
        return self._name("place")

    def clean_activity(self) -> str:
        return self._name("activity")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last, opens, closes = (said.get(one) for one in ("first", "last", "opens", "closes"))
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and said.get("kind") == "daily" and (last - first).days >= DAYS:
            self.add_error("last", _("Two months at most; make new ones then."))
        if opens and closes and closes <= opens:
            self.add_error("closes", _("It closes before it opens."))
        if said.get("kind") == PlaceCode.Kind.SINGLE and not said.get("count") and "count" not in self.errors:
            self.add_error("count", _("Write a number."))
        return said

    def _name(self, field: str) -> str:
        found = name_of(self.cleaned_data[field])
        if not found:
            raise forms.ValidationError(_("Use letters from a to z, digits and hyphens."))
        return found
