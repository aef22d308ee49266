"""Perks of a level or a paid membership, as rows."""

from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts.boxes import count, kept_id, words
from loyalty.panel.parts.form import Group, Kind, Part, PartForm, filled_in
from loyalty.panel.parts.names import named


class PerkForm(PartForm):
    """One perk; a row without any text is left out."""

    emptied_by = ("title", "quota", "tag")
    groups = (Group("", (("title", "quota", "tag"),)),)

    id = kept_id()
    title = words(_("Perk"))
    quota = count(_("How often"), most=1000, help_text=_("In each counted time; empty: as often as wanted."))
    tag = words(
        _("Customer tag"),
        required=False,
        help_text=_("Put on the customer in the store; opens what it guards."),
    )

    def part(self) -> Part:
        given = self.cleaned_data
        return filled_in({key: given[key] for key in ("id", "title", "quota", "tag")})


PERKS = Kind(PerkForm, _("Perk"), _("Add a perk"))


def perks_of(form: PartForm) -> list[Part]:
    """The perks of a form, new ones named after their titles."""
    return named([one.part() for one in form.kept("perks")], fallback="perk")
