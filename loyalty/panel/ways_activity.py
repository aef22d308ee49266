"""The boxes of a way to earn that is for something members do."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from loyalty.activities.models import Activity
from loyalty.panel.draft_parts import Part
from loyalty.panel.expiry_form import text_box
from loyalty.panel.part_form import SPANS, chosen, points_field, short
from loyalty.panel.ways_how import HOW_FIELDS, HowBoxes
from loyalty.shops.models import Shop

KNOWN = (
    *("check-in", "event", "review", "survey", "newsletter", "sms", "profile", "app-install", "data-share"),
    *("follow", "share", "like", "visit", "watch", "trade-in", "repair", "volunteer-hour", "ride", "charge"),
)
PROOFS = (
    ("verified", _("a program that saw it")),
    ("reviewed", _("staff who looked at it")),
    ("self_declared", _("the member's own word")),
)
KEYS = ("activity", "proof", "grades", "places", "most", "limit", "how")
FIELD_OF = HOW_FIELDS | {
    "activity": "activity",
    "award.quantity": "quantity",
    "award.unit": "unit",
    "proof": "proof",
    "grades": "grades",
    "places": "places",
    "most": "most_points",
    "most.per": "most_per",
}


class NamesField(forms.CharField):
    """Names with commas between them, each as the document writes names."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        found = [name_of(one) for one in (super().to_python(value) or "").split(",") if one.strip()]
        if not all(found):
            raise forms.ValidationError(_("Use letters from a to z, digits and hyphens."))
        return list(dict.fromkeys(found))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value


def known_activities(shop: Shop) -> list[str]:
    """Those that are told of this shop's members already, then the common ones."""
    told = Activity.objects.filter(shop=shop).order_by("type").values_list("type", flat=True).distinct()
    return list(dict.fromkeys([*told[:50], *KNOWN]))


def name_of(text: str) -> str:
    """'Check in' → 'check-in'; empty where nothing is left."""
    return slugify(text).replace("_", "-").strip("-")[:40].strip("-")


class ActivityBoxes(HowBoxes):
    """They are looked at only where members do something."""

    activity = forms.CharField(
        label=_("What they do"),
        required=False,
        max_length=60,
        help_text=_("Pick one, or write a name of your own. Programs tell us of it by this name."),
        widget=forms.TextInput(attrs={"list": "activities", "autocomplete": "off"}),
    )
    quantity = forms.DecimalField(
        label=_("for every"), required=False, max_digits=13, decimal_places=4, widget=text_box("decimal")
    )
    unit = forms.CharField(
        label=_("measured in"), required=False, max_length=40, help_text=_("Such as km, kWh or h.")
    )
    proof = forms.ChoiceField(label=_("It counts by"), required=False, choices=PROOFS)
    grades = NamesField(
        label=_("Only when staff graded it"),
        required=False,
        help_text=_("Grades with commas between them, such as good, worn. None: any."),
    )
    places = NamesField(
        label=_("Only at these places"),
        required=False,
        help_text=_("Names with commas between them, such as tea-house. None: anywhere."),
    )
    most_points = points_field(_("At most, for one member"), most=10**12)
    most_per = forms.ChoiceField(label=_("How often that is"), required=False, choices=SPANS)

    def clean_activity(self) -> str:
        return name_of(self.cleaned_data["activity"])

    def check_activity(self, gives: str) -> None:
        """What such a way needs."""
        self.need(("activity",), _("Write what they do, in letters from a to z."))
        if gives == "per_quantity":
            self.need(("quantity",), _("Write a number."))
            self.need(("unit",), _("Write what is measured."))
            if "quantity" not in self.errors and (self.cleaned_data.get("quantity") or 0) <= 0:
                self.add_error("quantity", _("Ensure this amount is above zero."))
        self.check_how()
        if self.cleaned_data.get("most_per"):
            self.need(("most_points",), _("Write a number."))

    @classmethod
    def filled_activity(cls, part: Part) -> dict[str, Any]:
        award, most = part.get("award", {}), part.get("most") or {}
        return cls.filled_how(part) | {
            "activity": part.get("activity", ""),
            "quantity": short(award["quantity"]) if "quantity" in award else "1",
            "unit": award.get("unit", ""),
            "proof": part.get("proof", "verified"),
            "grades": part.get("grades", []),
            "places": part.get("places", []),
            "most_points": most.get("points"),
            "most_per": most.get("per", ""),
        }

    def with_activity(self, made: Part) -> Part:
        """The part with what these boxes say; how often is not theirs."""
        values = self.cleaned_data
        most = {"points": values["most_points"], "per": values["most_per"]} if values["most_per"] else None
        return chosen(
            made | {"activity": values["activity"], "proof": values["proof"] or "verified"},
            grades=values["grades"],
            places=values["places"],
            most=most,
            how=self.how_part(),
        )

    def award_per_quantity(self, old: dict[str, Any]) -> dict[str, Any]:
        values = self.cleaned_data
        same = "quantity" in old and short(old["quantity"]) == short(values["quantity"])
        quantity = old["quantity"] if same else f"{values['quantity']:f}"
        return {"points": values["points"], "quantity": quantity, "unit": values["unit"]}
