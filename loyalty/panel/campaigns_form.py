"""A campaign as a shopkeeper writes it, to the programme document and back."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.panel.draft_parts import Part
from loyalty.panel.expiry_form import text_box
from loyalty.panel.part_form import PartForm, WallTimeField, chosen, points_field, short
from loyalty.panel.ways_words import way_title

GIVES = (
    ("multiplier", _("Points multiplied")),
    ("bonus", _("A number of points on top of each order")),
)


class CampaignForm(PartForm):
    """Everything but the conditions."""

    field_of = {
        "title": "title",
        "multiplier": "multiplier",
        "bonus": "bonus",
        "from": "from_",
        "until": "until",
        "rules": "rules",
        "hold_days": "hold_days",
        "budget": "budget",
        "": "until",
    }

    title = forms.CharField(label=_("What it is called"), max_length=40)
    gives = forms.ChoiceField(label=_("It gives"), choices=GIVES)
    multiplier = forms.DecimalField(
        label=_("Points times"),
        required=False,
        max_value=100,
        max_digits=7,
        decimal_places=4,
        widget=text_box("decimal"),
    )
    bonus = points_field(_("Points on top"))
    from_ = WallTimeField(label=_("Begins"), required=False)
    until = WallTimeField(label=_("Is over"), required=False)
    rules = forms.MultipleChoiceField(
        label=_("Which ways to earn"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all that give points by amount or piece."),
    )
    budget = points_field(
        _("Budget"), most=10**12, help_text=_("Points it may cost over all members. Empty: no end.")
    )
    hold_days = forms.IntegerField(
        label=_("Available after"), required=False, min_value=0, max_value=365, widget=text_box("numeric")
    )

    def offer(self) -> None:
        found = [
            (rule.id, way_title(self.document, rule, currency=self.currency))
            for rule in self.document.order_rules
            if rule.multiplied
        ]
        self.choose_from("rules", found)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("gives"):
            self.need((cleaned["gives"],), _("Write a number."))
        multiplier = cleaned.get("multiplier")
        if cleaned.get("gives") == "multiplier" and multiplier is not None and multiplier <= 0:
            self.add_error("multiplier", _("Ensure this amount is above zero."))
        return cleaned

    @classmethod
    def filled(cls, part: Part) -> dict[str, Any]:
        return {
            "title": part.get("title") or part.get("id", ""),
            "gives": "bonus" if "bonus" in part else "multiplier",
            "multiplier": short(part.get("multiplier", "2")),
            "bonus": part.get("bonus"),
            "from_": part.get("from", ""),
            "until": part.get("until", ""),
            "rules": part.get("rules", []),
            "budget": part.get("budget"),
            "hold_days": part.get("hold_days", 0),
        }

    def part(self, before: Part) -> Part:
        values = self.cleaned_data
        by_factor = values["gives"] == "multiplier"
        old = before.get("multiplier")
        same = by_factor and old is not None and Decimal(old) == values["multiplier"]
        factor = old if same else f"{values['multiplier']:f}" if by_factor else None
        kept = dict(before) if by_factor else {key: one for key, one in before.items() if key != "lines"}
        return chosen(
            kept | {"hold_days": (before.get("hold_days") if by_factor else values["hold_days"]) or 0},
            title="" if values["title"] == before.get("id") and "title" not in before else values["title"],
            multiplier=factor,
            bonus=None if by_factor else values["bonus"],
            from_=values["from_"],
            until=values["until"],
            rules=values["rules"] if by_factor else [],
            budget=values["budget"],
        )

    def takes_lines(self) -> bool:
        return bool(self.cleaned_data["gives"] == "multiplier")
