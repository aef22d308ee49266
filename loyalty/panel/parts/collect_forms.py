"""What members collect: the names and worth of points, other currencies, badges."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.panel import expiry_form
from loyalty.panel.earning_form import CLAWBACK, ROUNDING
from loyalty.panel.parts.about import About
from loyalty.panel.parts.boxes import amount, choice, kept_id, sentence, words
from loyalty.panel.parts.form import Group, Part, PartForm, filled_in, told
from loyalty.panel.parts.tree import Tree

MODES = (
    ("never", _("never")),
    ("lot", _("so many months after they were earned")),
    ("inactivity", _("so many months without earning or spending")),
    ("both", _("whichever of the two comes first")),
)
EXPIRY = ("expiry_months", "expiry_idle", "expiry_end_of", "expiry_notices", "expiry_silent", "expiry_grace")
WORTH = _("For your figures: what one of them costs you when it is spent. Empty: not known.")


class PointsForm(PartForm):
    """The main currency; its expiry is edited with the rules."""

    groups = (Group(_("Points"), (("one", "many"), "value", "rounding", "clawback")),)
    places = {"points.one": "one", "points.many": "many", "points.value": "value"}

    one = words(_("One is called"))
    many = words(_("Several are called"))
    value = amount(_("One is worth"), help_text=WORTH)
    rounding = choice(_("Fractions of a point"), ROUNDING)
    clawback = sentence(_("When goods come back, their points go back too"), CLAWBACK)

    def units(self) -> Mapping[str, str]:
        return {"value": self.about.money}

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        """`part` is the whole document."""
        points = part.get("points", {})
        values = {name: told(points.get(name)) for name in ("one", "many", "value")}
        rest = {"rounding": points.get("rounding", "down"), "clawback": part.get("clawback", "debt")}
        return values | rest

    def part(self) -> Part:
        """The keys of the document that change."""
        given = self.cleaned_data
        points = {key: given[key] for key in ("one", "many", "rounding")}
        points["value"] = None if given["value"] is None else f"{given['value']:f}"
        return {"points": filled_in(points), "clawback": given["clawback"]}


class CurrencyForm(expiry_form.ExpiryFields, PartForm):
    """Something besides points: stamps, nights."""

    groups = (
        Group(_("What it is called"), (("one", "many"), "value")),
        Group(
            _("When it expires"),
            ("expiry", ("expiry_months", "expiry_idle"), "expiry_end_of", *EXPIRY[3:]),
        ),
    )
    places = {**expiry_form.FIELD_OF}

    id = kept_id()
    one = words(_("One is called"), help_text=_("stamp, night, leaf …"))
    many = words(_("Several are called"), help_text=_("stamps, nights, leaves …"))
    value = amount(_("One is worth"), help_text=WORTH)
    expiry = choice(_("They expire"), MODES)

    def units(self) -> Mapping[str, str]:
        months, days = gettext("months"), gettext("days")
        return {
            "value": self.about.money,
            "expiry_months": months,
            "expiry_idle": months,
            "expiry_notices": days,
            "expiry_grace": days,
        }

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        found = next((one for one in about.document.currencies if one.id == part.get("id")), None)
        values = {name: told(part.get(name)) for name in ("id", "one", "many", "value")}
        return values | expiry_form.filled_by(found.expiry if found else None)

    def part(self) -> Part:
        given = self.cleaned_data
        expiry = expiry_form.section(given)
        worth = None if given["value"] is None else f"{given['value']:f}"
        named = {key: given[key] for key in ("id", "one", "many")}
        return filled_in(named | {"value": worth, "expiry": expiry})


class BadgeForm(PartForm):
    """A mark that a member earns and keeps."""

    groups = (Group(_("The badge"), (("title", "icon"),)),)

    id = kept_id()
    title = words(_("What members read"))
    icon = words(_("Picture"), required=False, most=8, help_text=_("One sign, such as ★ or ☕."))

    def part(self) -> Part:
        return filled_in(self.cleaned_data)
