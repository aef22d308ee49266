"""A limit on what orders earn as a shopkeeper writes it, to the programme document and back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.panel.draft_parts import Part
from loyalty.panel.part_form import PartForm, chosen, points_field
from loyalty.panel.ways_words import way_title

PER = (
    ("order", _("from one order")),
    ("day", _("a day")),
    ("week", _("a week")),
    ("month", _("a month")),
    ("year", _("a year")),
    ("life", _("in all")),
)
OF = (("member", _("each member")), ("programme", _("all members together")))


class CapForm(PartForm):
    """The whole of a cap."""

    field_of = {"points": "points", "per": "per", "of": "of", "rules": "rules", "": "points"}

    points = points_field(_("At most"), most=10**12)
    per = forms.ChoiceField(label=_("How often"), choices=PER, initial="day")
    of = forms.ChoiceField(label=_("For whom"), choices=OF)
    rules = forms.MultipleChoiceField(
        label=_("Which ways to earn"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all orders' points."),
    )

    def offer(self) -> None:
        found = [
            (rule.id, way_title(self.document, rule, currency=self.currency))
            for rule in self.document.order_rules
        ]
        self.choose_from("rules", found)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.need(("points",), _("Write a number."))
        return cleaned

    @classmethod
    def filled(cls, part: Part) -> dict[str, Any]:
        return {
            "points": part.get("points"),
            "per": part.get("per", "day"),
            "of": part.get("of", "member"),
            "rules": part.get("rules", []),
        }

    def part(self, before: Part) -> Part:
        values = self.cleaned_data
        made = dict(before) | {"points": values["points"], "per": values["per"], "of": values["of"]}
        return chosen(made, rules=values["rules"])

    def title_of(self) -> str:
        return f"{self.cleaned_data['of']}-{self.cleaned_data['per']}"
