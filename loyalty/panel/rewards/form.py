"""A reward: from the document into its form, and back. What a kind does not show is kept as it was."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from loyalty.panel.condition_form import blame, is_complete, put
from loyalty.panel.condition_rows import Row, Trail
from loyalty.panel.parts.about import About
from loyalty.panel.parts.form import Group, Part, PartForm, Shown, filled_in, told
from loyalty.panel.parts.tree import Tree
from loyalty.panel.rewards.boxes import COMBINES, RewardBoxes, tier_box
from loyalty.panel.rewards.checks import check
from loyalty.panel.rewards.kinds import KINDS, OWN, has
from loyalty.panel.rewards.pick import PickInput
from loyalty.panel.rewards.rows import with_ids

# Keys of the document, and a box that stands for each; a kind without the box keeps what the draft has.
KEYS: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "title": ("title",),
    "text": ("text",),
    "kind": ("kind",),
    "cost": ("cost",),
    "currency": ("currency",),
    "tier_costs": ("cost",),
    "slider": ("sliding",),
    "amount": ("amount",),
    "percent": ("percent", "get_percent"),
    "products": ("products",),
    "collections": ("collections",),
    "buys": ("buys_products",),
    "sessions": ("sessions",),
    "charity": ("charity",),
    "partner": ("partner",),
    "rate": ("rate",),
    "value": ("value",),
    "when": ("way",),
    "limit": ("way",),
    "stock": ("stock",),
    "minimum": ("minimum",),
    "combines_with": ("combines_order",),
    "code_days": ("code_days",),
    "unused": ("unused",),
    "points_leave": ("points_leave",),
    "automatic": ("automatic",),
    "pool": ("pool",),
    "from": ("begins",),
    "until": ("until",),
}
INNER = ("when", "limit", "tier_costs", "slider", "buys", "sessions", "combines_with")
MONEY = ("amount", "value", "minimum", "rate")
SLIDER = {"min": "slider_min", "max": "slider_max", "step": "slider_step", "basket_percent": "slider_basket"}
BUYS = {"quantity": "buys_quantity", "get_quantity": "get_quantity"}
SILENT = {"currency": "points", "unused": "returned", "points_leave": "used", "limit_per": "life"}
DEFAULTS = SILENT | {"kind": "amount_off", "slider_step": "1", "buys_quantity": "1", "get_quantity": "1"}


NAMED = ("free_product", "buy_x_get_y")  # these name their goods


class RewardForm(RewardBoxes):
    """`asked` are its conditions; the page reads them."""

    places: ClassVar[Mapping[str, str]] = {
        "from": "begins", "limit.times": "limit_times", "limit.per": "limit_per", "limit": "limit_times",
        "combines_with": "combines_order", "buys": "buys_products", "slider": "sliding", "sessions": "kind",
        **{f"slider.{key}": box for key, box in SLIDER.items()},
        **{f"buys.{key}": box for key, box in BUYS.items()},
    }  # fmt: skip
    trails: Sequence[tuple[Trail, Row]] = ()

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        way = "given" if part.get("id") and part.get("cost") is None else "bought"
        values = {name: told(part.get(name)) for name in cls.base_fields}
        values |= {
            "way": way,
            "title": part.get("title") or part.get("id", ""),
            "begins": told(part.get("from")),
        }
        slider, buys, limit = part.get("slider") or {}, part.get("buys") or {}, part.get("limit") or {}
        values |= {box: told(slider.get(key)) for key, box in SLIDER.items()} | {"sliding": on(bool(slider))}
        values |= {box: told(buys.get(key)) for key, box in BUYS.items()}
        values |= {"get_percent": told(part.get("percent"))}
        values |= {"limit_times": told(limit.get("times")), "limit_per": limit.get("per", "life")}
        values |= {box: on(one in part.get("combines_with", ())) for box, one in COMBINES.items()}
        values |= {name: on(part.get(name)) for name in ("automatic", "pool")}
        values |= {tier_box(tier): told(cost) for tier, cost in part.get("tier_costs", {}).items()}
        picked = {name: part.get(name) for name in ("products", "collections")}
        picked |= {f"buys_{name}": buys.get(name) for name in ("products", "collections")}
        values |= {name: "\n".join(ids or ()) for name, ids in picked.items()}
        values |= {name: values.get(name) or given for name, given in DEFAULTS.items()}
        sessions = [{key: told(value) for key, value in one.items()} for one in part.get("sessions", ())]
        return values | {"sessions": sessions}

    def kept(self, name: str) -> list[PartForm]:
        """Dates matter where the kind has them."""
        return super().kept(name) if has(str(self.data.get("kind")), name) else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check(self, cleaned)
        return cleaned

    def is_valid(self) -> bool:
        valid = super().is_valid()
        return valid and (self.asked is None or is_complete(self.asked))

    @property
    def wrong(self) -> bool:
        rows = self.asked.rows if self.asked else []
        return super().wrong or (self.is_bound and any(row.error for row in rows))

    def refuse(self, path: str, message: str) -> None:
        if self.asked and blame(self.asked, list(self.trails), path, message):
            return
        key, _dot, tier = path.partition(".")
        if key == "tier_costs" and tier_box(tier) in self.fields:
            self.add_error(tier_box(tier), message)
        else:
            super().refuse(path, message)

    def part(self) -> Part:
        given = {
            name: value for name, value in self.cleaned_data.items() if has(self.cleaned_data["kind"], name)
        }
        plain = {key: given.get(boxes[0]) for key, boxes in KEYS.items() if key not in INNER}
        money = {name: f"{given[name]:f}" for name in MONEY if given.get(name)}
        made = (
            plain | money | self._inner(given) | {"percent": given.get("percent") or given.get("get_percent")}
        )
        made = {key: value for key, value in made.items() if value is not False and SILENT.get(key) != value}
        return filled_in(made)

    def _inner(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parts inside the part."""
        bought = given["way"] == "bought"
        buys = {key: given.get(box) for key, box in BUYS.items()}
        buys |= {name: given.get(f"buys_{name}") for name in ("products", "collections")}
        limit = {"times": given["limit_times"], "per": given["limit_per"] or "life"}
        slider = {key: given.get(box) for key, box in SLIDER.items()}
        rows = [one.part() for one in self.kept("sessions")]
        return {
            "tier_costs": filled_in({tier: given.get(tier_box(tier)) for tier in self.tiers})
            if bought
            else None,
            "slider": filled_in(slider) if given.get("sliding") and bought else None,
            "buys": filled_in(buys) if "buys_products" in given else None,
            "sessions": with_ids(rows),
            "limit": limit if given["limit_times"] else None,
            "combines_with": [one for box, one in COMBINES.items() if given.get(box)],
        }

    def part_over(self, before: Mapping[str, Any]) -> Part:
        part = self.part()
        same = before.get("kind") == part["kind"]
        for key, value in before.items():
            if key not in KEYS or (same and not any(has(part["kind"], one) for one in KEYS[key])):
                part.setdefault(key, value)
        for name in MONEY:  # as it was written, where it is the same
            if part.get(name) and before.get(name) and Decimal(part[name]) == Decimal(str(before[name])):
                part[name] = before[name]
        slider, old = part.get("slider"), before.get("slider") or {}
        if slider and old.get("basket_percent") and not has(part["kind"], "slider_basket"):
            slider["basket_percent"] = old["basket_percent"]
        if self.asked is not None:
            self.trails = put(part, self.asked, before)
        return part

    def shown_field(self, name: str) -> Shown:
        bound = self[name]
        kinds = " ".join(f"for-{kind}" for kind, _title in KINDS if kind in OWN.get(name, ()))
        offer = (
            bound.field.widget.offer(name, bound.value())
            if isinstance(bound.field.widget, PickInput)
            else None
        )
        return Shown(bound, self.units().get(name, ""), kinds, offer)

    def classes(self, group: Group) -> str:
        """Groups of which a kind has nothing are hidden whole."""
        names = [name for line in group.fields for name in ([line] if isinstance(line, str) else line)]
        if not names or any(name not in OWN for name in names):
            return "priced" if names and names[0].startswith("tier_cost_") else ""
        return " ".join(f"for-{kind}" for kind, _title in KINDS if any(kind in OWN[name] for name in names))

    def opens(self, group: Group) -> bool:
        names = [name for line in group.fields for name in ([line] if isinstance(line, str) else line)]
        said = any(self._says(name) for name in names)
        said = said or ("products" in names and self["kind"].value() in NAMED)
        return said or bool(group.asks and self.asked and self.asked.items)

    def _says(self, name: str) -> bool:
        value = self[name].value()
        return bool(self[name].errors) or value not in (None, "", False, [], DEFAULTS.get(name))


def on(value: object) -> str:
    """A ticked box."""
    return "on" if value else ""
