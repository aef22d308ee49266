"""A paid membership."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts.about import About
from loyalty.panel.parts.boxes import choice, factor, kept_id, words
from loyalty.panel.parts.form import Group, Part, PartForm, filled_in, told
from loyalty.panel.parts.perks import PERKS, PerkForm, perks_of
from loyalty.panel.parts.tree import Tree

SOLD_BY = (("sku", _("its SKU")), ("product", _("its product id")))
PERIODS = (("month", _("one month")), ("year", _("one year")), ("once", _("for life")))


class PlanForm(PartForm):
    """What is sold, for how long, and what it brings."""

    kinds = {"perks": PERKS}
    groups = (
        Group(_("What is sold"), ("title", ("sold_by", "code"), "period")),
        Group(_("What it brings"), ("multiplier",), rows="perks"),
    )
    places = {"sku": "code", "product": "code"}

    id = kept_id()
    title = words(_("Name of the membership"))
    sold_by = choice(_("The store's product is known by"), SOLD_BY)
    code = words(
        _("SKU or product id"), most=255, help_text=_("Whoever buys this product has the membership.")
    )
    period = choice(_("One purchase lasts"), PERIODS)
    multiplier = factor(
        _("Points times"), help_text=_("2 doubles what orders earn. Empty: as for everybody.")
    )

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        by = "product" if part.get("product") else "sku"
        values = {name: told(part.get(name)) for name in ("id", "title", "multiplier")}
        perks = [PerkForm.filled(one, about) for one in part.get("perks", ())]
        return values | {
            "sold_by": by,
            "code": part.get(by, ""),
            "period": part.get("period", "year"),
            "perks": perks,
        }

    def part(self) -> Part:
        given = self.cleaned_data
        factor = given["multiplier"]
        return filled_in(
            {
                "id": given["id"],
                "title": given["title"],
                given["sold_by"]: given["code"],
                "period": given["period"],
                "multiplier": None if factor is None else f"{factor:f}",
                "perks": perks_of(self),
            }
        )
