"""A reward: what it is, what it costs the member."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts import boxes
from loyalty.panel.parts.about import About
from loyalty.panel.parts.form import Group, Part, PartForm, filled_in, told
from loyalty.panel.parts.tree import Tree

KINDS = (
    ("amount_off", _("Money off")),
    ("percent_off", _("Percent off")),
    ("free_product", _("A free product")),
    ("free_shipping", _("Free shipping")),
    ("donation", _("A donation")),
    ("custom", _("Something of your own")),
)
WAYS = (("bought", _("Members pay for it")), ("given", _("Only given, by rules, tiers or missions")))
OWN = {  # the fields that only some kinds have
    "amount": ("amount_off", "donation"),
    "percent": ("percent_off",),
    "product": ("free_product",),
    "charity": ("donation",),
}


class RewardForm(PartForm):
    """Fields that a kind does not have are neither seen nor kept."""

    groups = (
        Group(_("What it is"), ("title", "kind", ("amount", "percent"), "product", "charity")),
        Group(_("How members get it"), ("way", ("cost", "currency"), "value")),
    )

    id = boxes.kept_id()
    title = boxes.words(_("What members read"))
    kind = boxes.choice(_("Kind"), KINDS)
    amount = boxes.amount(_("Amount"))
    percent = boxes.count(_("Percent"), most=100)
    product = boxes.words(
        _("Product id"), required=False, most=64, help_text=_("As the store's admin shows it.")
    )
    charity = boxes.words(_("For whom"), required=False)
    way = boxes.choice(_("How"), WAYS)
    cost = boxes.count(_("Costs"))
    currency = boxes.choice(_("paid in"))
    value = boxes.amount(
        _("What one costs you"),
        help_text=_("For your figures, where that is not the amount itself: a coffee, a sample, postage."),
    )

    def prepare(self) -> None:
        self.fields["currency"].choices = self.about.currencies  # type: ignore[attr-defined]

    def units(self) -> Mapping[str, str]:
        return {"amount": self.about.sign, "percent": "%", "value": self.about.sign}

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        way = "given" if part.get("id") and part.get("cost") is None else "bought"
        kept = {"way": way, "title": part.get("title") or part.get("id", "")}
        return {name: told(part.get(name)) for name in cls.base_fields} | kept

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, kinds in OWN.items():
            if cleaned.get("kind") not in kinds:
                self.errors.pop(name, None)
                cleaned[name] = None
            elif name in ("amount", "percent") and cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("Say how much."))
        if cleaned.get("way") == "given":
            for name in ("cost", "currency"):
                self.errors.pop(name, None)
                cleaned[name] = None
        elif cleaned.get("cost") is None and "cost" not in self.errors:
            self.add_error("cost", _("Say how many it costs, or that it is only given."))
        return cleaned

    def part(self) -> Part:
        given = self.cleaned_data
        money = {name: None if given[name] is None else f"{given[name]:f}" for name in ("amount", "value")}
        keys = ("id", "title", "kind", "cost", "currency", "percent", "product", "charity")
        return filled_in({key: given[key] for key in keys} | money)
