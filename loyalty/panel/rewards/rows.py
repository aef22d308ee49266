"""The dates of an experience, as rows of the reward's form."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts import boxes
from loyalty.panel.parts.form import Group, Kind, Part, PartForm, filled_in
from loyalty.panel.parts.names import new_id
from loyalty.panel.parts.wall_time import WallTimeField


class SessionForm(PartForm):
    """One date."""

    groups = (Group("", (("at", "seats"), "place")),)
    emptied_by = ("at", "seats", "place")

    id = boxes.kept_id()
    at = WallTimeField(_("Begins"))
    seats = boxes.count(_("How many can come"), required=True, most=100_000)
    place = boxes.words(_("Where"), required=False)

    def units(self) -> Mapping[str, str]:
        return {"seats": gettext("seats")}

    def clean_at(self) -> str:
        at: str | None = self.cleaned_data["at"]
        if not at:
            self.add_error("at", _("Say when it begins."))
        return at or ""

    def part(self) -> Part:
        return filled_in(self.cleaned_data)


SESSIONS = Kind(SessionForm, _("Date"), _("Add a date"))


def with_ids(rows: list[Part]) -> list[dict[str, Any]]:
    """A date without an id gets one of its day: the seats that were taken are remembered by it."""
    taken = {one["id"] for one in rows if one.get("id")}
    made = []
    for one in rows:
        name = one.get("id") or new_id(str(one["at"])[:10], taken=taken, fallback="date")
        taken.add(name)
        made.append({"id": name} | {key: value for key, value in one.items() if key != "id"})
    return made
