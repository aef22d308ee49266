"""The ladder as a shopkeeper writes it, to the programme document and back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts import boxes
from loyalty.panel.parts.about import About
from loyalty.panel.parts.form import Group, Kind, Part, PartForm, filled_in, told
from loyalty.panel.parts.level_form import MEASURES, LevelForm
from loyalty.panel.parts.names import named
from loyalty.panel.parts.tree import Tree

NEEDS = (("all", _("all of them")), ("any", _("any one of them")))
WINDOWS = (
    ("calendar_year", _("The calendar year")),
    ("rolling_months", _("So many months, looking back from today")),
    ("programme_year", _("A year that begins on a day of your own")),
    ("lifetime", _("Everything since joining")),
)
DROPS = (("full", _("to the level that fits")), ("one_step", _("one level at a time")))
MONTHS = 12


class TiersForm(PartForm):
    """What is counted, in which time, which levels there are, and how a level is lost."""

    kinds = {"levels": Kind(LevelForm, _("Level"), _("Add a level"), fixed_first=True)}
    groups = (
        Group(
            _("What is counted"),
            (
                tuple(f"by_{name}" for name in MEASURES),
                "need",
                "window",
                "rolling_months",
                ("year_month", "year_day"),
                "keep_until",
            ),
        ),
        Group(
            _("Levels"),
            rows="levels",
            text=_(
                "Lowest first; everybody begins at the first. “To keep it” empty: as much as to reach it."
            ),
        ),
        Group(_("Falling"), ("grace_days", "drop", "warn_days", "without_warning")),
    )
    places = {
        "by": "by_spend",
        "window.rolling_months": "rolling_months",
        "window.programme_year.month": "year_month",
        "window.programme_year": "year_day",
    }

    by_spend = boxes.switch(_("Spend"))
    by_points = boxes.switch(_("Points earned"))
    by_orders = boxes.switch(_("Orders"))
    by_activity = boxes.switch(_("Activities"))
    need = boxes.choice(_("Where several are counted, a level needs"), NEEDS)
    window = boxes.choice(_("Counted in"), WINDOWS)
    rolling_months = boxes.count(_("Months looked back"), most=120)
    year_month = boxes.count(_("The year begins in month"), most=12)
    year_day = boxes.count(_("on day"), most=31)
    keep_until = boxes.switch(_("What one year reached is kept to the end of the next"))
    grace_days = boxes.count(_("A level that fell short is kept for"), least=0, most=365)
    drop = boxes.choice(_("Then a member falls"), DROPS)
    warn_days = boxes.count(_("Warned at least so many days before"), least=0, most=365)
    without_warning = boxes.switch(_("Let a level be lost even if the member could not be warned"))

    def units(self) -> Mapping[str, str]:
        days = gettext("days")
        return {"grace_days": days, "warn_days": days, "rolling_months": gettext("months")}

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        """`part` is what the document says of tiers."""
        by, window = part.get("by", "spend"), part.get("window", {"calendar_year": True})
        year = window.get("programme_year") or {}
        several = by if isinstance(by, Mapping) else {"all": [by]}
        counted = several.get("all") or several.get("any") or ()
        return {
            **{f"by_{name}": "on" if name in counted else "" for name in MEASURES},
            "need": "any" if several.get("any") else "all",
            "window": next(name for name, _title in WINDOWS if window.get(name)),
            "rolling_months": told(window.get("rolling_months", MONTHS)),
            "year_month": told(year.get("month", 4)),
            "year_day": told(year.get("day", 1)),
            "keep_until": "on" if part.get("keep_until") else "",
            "grace_days": told(part.get("grace_days", 0)),
            "drop": part.get("drop", "full"),
            "warn_days": told(part.get("warn_days", 14)),
            "without_warning": "on" if part.get("without_warning") else "",
            "levels": [LevelForm.filled(one, about) for one in part.get("levels", ())],
        }

    @property
    def measures(self) -> list[str]:
        return [name for name in MEASURES if self.cleaned_data.get(f"by_{name}")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        window = cleaned.get("window")
        if not self.measures:
            self.add_error("by_spend", _("Choose at least one."))
        for name, kind in (
            ("rolling_months", "rolling_months"),
            ("year_month", "programme_year"),
            ("year_day", "programme_year"),
        ):
            if window != kind:
                self.errors.pop(name, None)
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Please fill this in."))
        if window not in ("calendar_year", "programme_year"):
            cleaned["keep_until"] = False
        return cleaned

    def is_valid(self) -> bool:
        valid = super().is_valid()
        levels = self.rows["levels"]
        if not levels:
            self.add_error(None, _("Add at least one level."))
            return False
        told_all = [
            one.reached(self.measures)
            for one in levels[1:]
            if isinstance(one, LevelForm) and hasattr(one, "cleaned_data")
        ]
        return valid and all(told_all)

    def part(self) -> Part:
        given, measures = self.cleaned_data, self.measures
        levels = [one for one in self.rows["levels"] if isinstance(one, LevelForm)]
        parts = [one.level(measures, first=n == 0) for n, one in enumerate(levels)]
        made = {
            "by": measures[0] if len(measures) == 1 else {given["need"]: measures},
            "window": self._window(),
            "levels": named(parts, fallback="level"),
            "drop": given["drop"],
            "without_warning": given["without_warning"],
            "keep_until": "window_end" if given["keep_until"] else None,
        }
        days = {name: given[name] for name in ("grace_days", "warn_days")}
        return filled_in(made | days)

    def _window(self) -> Part:
        given = self.cleaned_data
        kind = given["window"]
        if kind == "rolling_months":
            return {kind: given["rolling_months"]}
        if kind == "programme_year":
            return {kind: {"month": given["year_month"], "day": given["year_day"]}}
        return {kind: True}


def beginning() -> Part:
    """Three levels to begin with, for a shop that has none."""
    return {
        "levels": [
            {"id": "", "title": gettext("Bronze"), "at": "0"},
            {"id": "", "title": gettext("Silver"), "at": "250", "multiplier": "1.25"},
            {"id": "", "title": gettext("Gold"), "at": "1000", "multiplier": "1.5"},
        ],
    }
