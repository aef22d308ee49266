"""A mission, or a card that fills again and again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts import boxes
from loyalty.panel.parts.about import About, or_none
from loyalty.panel.parts.form import Group, Kind, Part, PartForm, filled_in, told
from loyalty.panel.parts.tree import Tree
from loyalty.panel.parts.wall_time import WallTimeField

STREAKS = (
    ("", _("in all")),
    ("day", _("days in a row with some of it")),
    ("week", _("weeks in a row with some of it")),
    ("month", _("months in a row with some of it")),
)
OFTEN = (
    ("card", _("Again and again, like a stamp card")),
    ("once", _("Once")),
    ("times", _("So many times")),
)
GIVES = (("reward", _("A reward")), ("points", _("Points or another currency")), ("badge", _("A badge")))
NEEDS = (("all", _("all of them")), ("any", _("any one of them")))


class GoalForm(PartForm):
    """How many of what."""

    groups = (Group("", (("count", "reach", "streak"),)),)

    count = boxes.choice(_("Count"))
    reach = boxes.count(_("How many"), required=True)
    streak = boxes.choice(_("Counted"), STREAKS, required=False)

    def prepare(self) -> None:
        self.fields["count"].choices = self.about.currencies  # type: ignore[attr-defined]

    def part(self) -> Part:
        return filled_in(self.cleaned_data)


class MissionForm(PartForm):
    """What must be done, how often, and what it gives."""

    kinds = {"goals": Kind(GoalForm, _("Goal"), _("Add a goal"))}
    groups = (
        Group(_("What members read"), ("title", "text")),
        Group(_("What must be done"), ("need",), rows="goals"),
        Group(
            _("What it gives"),
            ("gives", "reward", "badge", ("points", "currency"), ("often", "times"), "hold_days"),
        ),
        Group(_("When it runs"), (("begins", "until"),), text=_("By the shop's clock. Empty: always.")),
    )
    places = {
        "award.reward": "reward",
        "award.badge": "badge",
        "award": "points",
        "from": "begins",
        "goals": "need",
    }

    id = boxes.kept_id()
    title = boxes.words(_("Title"))
    text = boxes.words(_("Text"), required=False, most=300)
    need = boxes.choice(_("Where there are several goals, members need"), NEEDS)
    gives = boxes.choice(_("Gives"), GIVES)
    reward = boxes.choice(_("Reward"), required=False)
    badge = boxes.choice(_("Badge"), required=False)
    points = boxes.count(_("How many are given"))
    currency = boxes.choice(_("of"))
    often = boxes.choice(_("How often a member gets it"), OFTEN)
    times = boxes.count(_("Times"), most=10_000)
    hold_days = boxes.count(_("Becomes available after"), least=0, most=365)
    begins = WallTimeField(_("From"))
    until = WallTimeField(_("Until"))

    def prepare(self) -> None:
        about, told_now = self.about, self.initial
        for name, choices in (
            ("reward", or_none(about.rewards, told_now.get("reward"))),
            ("badge", or_none(about.badges, told_now.get("badge"))),
            ("currency", about.currencies),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def units(self) -> Mapping[str, str]:
        return {"hold_days": gettext("days")}

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        award, times = part.get("award", {}), part.get("times")
        goals = [GoalForm.filled(one, about) for one in part.get("goals", [{"reach": 10}])]
        names = ("id", "title", "text", "need", "currency", "hold_days", "until")
        given = {name: told(part.get(name)) for name in names}
        gives = next((name for name in ("points", "badge", "reward") if name in award), "reward")
        return given | {
            "gives": gives,
            **{name: told(award.get(name)) for name in ("points", "badge", "reward")},
            "often": "once" if times == 1 else "times" if times else "card",
            "times": told(times),
            "begins": told(part.get("from")),
            "goals": goals,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, words in (
            ("points", _("Say how many.")),
            ("reward", _("Choose a reward.")),
            ("badge", _("Choose a badge.")),
        ):
            if cleaned.get("gives") != name:
                self.errors.pop(name, None)
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        if cleaned.get("often") != "times":
            self.errors.pop("times", None)
        elif not cleaned.get("times") and "times" not in self.errors:
            self.add_error("times", _("Say how many times."))
        return cleaned

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if not self.rows["goals"]:
            self.add_error("need", _("Add at least one goal."))
            return False
        return valid

    def part(self) -> Part:
        given = self.cleaned_data
        gives, often = given["gives"], given["often"]
        kept = {key: given[key] for key in ("id", "title", "text", "need", "hold_days", "until")}
        return filled_in(
            kept
            | {
                "from": given["begins"],
                "goals": [one.part() for one in self.kept("goals")],
                "times": {"card": None, "once": 1}.get(often, given.get("times")),
                "award": {gives: given[gives]},
                "currency": given["currency"] if gives == "points" else None,
            }
        )
