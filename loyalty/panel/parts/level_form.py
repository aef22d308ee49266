"""One level of the ladder, as a row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts import boxes
from loyalty.panel.parts.about import About, or_none
from loyalty.panel.parts.form import Group, Part, PartForm, filled_in, told
from loyalty.panel.parts.perks import PERKS, PerkForm, perks_of
from loyalty.panel.parts.tree import Tree

MEASURES = ("spend", "points", "orders", "activity")


class LevelForm(PartForm):
    """`at_…` is what reaches the level, `keep_…` what keeps it; those of measures that do not count are ignored."""

    kinds = {"perks": PERKS}
    groups = (
        Group(
            "",
            (("title", "multiplier"), *((f"at_{name}", f"keep_{name}") for name in MEASURES), "entry_reward"),
            rows="perks",
        ),
    )
    places = {
        **{f"at.{name}": f"at_{name}" for name in MEASURES},
        **{f"retain.{name}": f"keep_{name}" for name in MEASURES},
    }

    id = boxes.kept_id()
    title = boxes.words(_("Name of the level"))
    multiplier = boxes.factor(_("Points times"))
    at_spend = boxes.amount(_("Spend to reach it"), zero=True)
    keep_spend = boxes.amount(_("Spend to keep it"), zero=True)
    at_points = boxes.count(_("Points to reach it"), least=0, most=10**9)
    keep_points = boxes.count(_("Points to keep it"), least=0, most=10**9)
    at_orders = boxes.count(_("Orders to reach it"), least=0, most=10**6)
    keep_orders = boxes.count(_("Orders to keep it"), least=0, most=10**6)
    at_activity = boxes.count(_("Activities to reach it"), least=0, most=10**6)
    keep_activity = boxes.count(_("Activities to keep it"), least=0, most=10**6)
    entry_reward = boxes.choice(_("Gift on reaching it"), required=False)

    def prepare(self) -> None:
        kept = self.initial.get("entry_reward") or self.data.get(self.add_prefix("entry_reward"))
        self.fields["entry_reward"].choices = or_none(self.about.rewards, kept)  # type: ignore[attr-defined]

    def units(self) -> Mapping[str, str]:
        return {"at_spend": self.about.money, "keep_spend": self.about.money, "multiplier": gettext("×")}

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        one = next(iter(about.document.tiers.measures), "spend") if about.document.tiers else "spend"
        values = {name: told(part.get(name)) for name in ("id", "entry_reward")}
        for key, prefix in (("at", "at"), ("retain", "keep")):
            given = part.get(key)
            several = given if isinstance(given, Mapping) else {one: given}
            values |= {f"{prefix}_{name}": told(amount) for name, amount in several.items()}
        return values | {
            "title": part.get("title") or part.get("id", ""),
            "multiplier": told(part.get("multiplier", "1")),
            "perks": [PerkForm.filled(perk, about) for perk in part.get("perks", ())],
        }

    def reached(self, measures: Sequence[str]) -> bool:
        """Whether it says for every measure what reaches it; marks those that are missing."""
        missing = [name for name in measures if self.cleaned_data.get(f"at_{name}") is None]
        for name in missing:
            self.add_error(f"at_{name}", _("Say from how much."))
        return not missing

    def level(self, measures: Sequence[str], *, first: bool) -> Part:
        given = self.cleaned_data
        at = {name: "0" if first else f"{given[f'at_{name}']:f}" for name in measures}
        keep = {name: given[f"keep_{name}"] for name in measures}
        retain = {name: at[name] if keep[name] is None else f"{keep[name]:f}" for name in measures}
        kept_else = not first and any(one is not None for one in keep.values())
        factor = given["multiplier"]
        return filled_in(
            {
                "id": given["id"],
                "title": given["title"],
                "at": _one_or_several(at),
                "retain": _one_or_several(retain) if kept_else else None,
                "multiplier": None if factor is None else f"{factor:f}",
                "entry_reward": given["entry_reward"],
                "perks": perks_of(self),
            }
        )


def _one_or_several(amounts: dict[str, str]) -> str | dict[str, str]:
    return amounts if len(amounts) > 1 else next(iter(amounts.values()))
