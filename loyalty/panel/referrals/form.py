"""What bringing a friend gives, as a shopkeeper writes it, to the programme document and back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.engine.suspicion import HOLD, REFUSE
from loyalty.panel.caps_form import PER
from loyalty.panel.parts.about import About, Choices
from loyalty.panel.parts.boxes import amount, choice, count, switch, words
from loyalty.panel.parts.form import Group, Part, PartForm, filled_in, told
from loyalty.panel.parts.tree import Tree
from loyalty.panel.parts.wall_time import WallTimeField

SPANS = PER[1:]
SIDES = ("advocate", "friend")
LIMITS = ("limit", "most")
POINTS = "points"


class ReferralForm(PartForm):
    """The whole of `referral`. `on` off: the programme says nothing of friends."""

    groups = (
        Group(
            _("What it brings"),
            ("on", ("advocate", "advocate_points"), ("friend", "friend_points"), "friend_offer"),
        ),
        Group(
            _("When it counts"),
            (("minimum", "hold_days"), ("from", "until")),
            text=_("Both get it with the friend's first paid order, and lose it when that order goes back."),
        ),
        Group(
            _("How much of it"),
            (("limit", "limit_per"), ("most", "most_per")),
            text=_("Empty: without end. The second holds even against a hundred invented friends."),
        ),
        Group(
            _("Codes and doubts"),
            (("code_prefix", "remembered_days"), ("review_at", "refuse_at")),
            text=_(
                "What two accounts have in common is weighed: from the first number on it waits for you,"
                " from the second on it is refused."
            ),
        ),
    )
    places = {"advocate.points": "advocate_points", "friend.points": "friend_points", "prefix": "code_prefix"}

    on = switch(_("Reward members for bringing friends"))
    advocate = choice(_("Who brings a friend gets"), required=False)
    advocate_points = count(_("How many"))
    friend = choice(_("The friend gets"), required=False)
    friend_points = count(_("How many"))
    friend_offer = choice(
        _("A welcome for friends"), required=False, help_text=_("A reward given as a code, before they buy.")
    )
    hold_days = count(_("Available after"), least=0, most=365)
    minimum = amount(_("The order comes to at least"))
    limit = count(_("Rewarded friends of one member"), most=10_000)
    limit_per = choice(_("How often"), SPANS)
    most = count(_("Rewarded friends of all members"), most=10_000)
    most_per = choice(_("How often"), SPANS)
    code_prefix = words(
        _("Codes begin with"),
        required=False,
        most=12,
        help_text=_("Capital letters and digits, such as TEA."),
    )
    remembered_days = count(_("A followed link is remembered for"), most=365)
    review_at = count(_("Look first from"), most=1000)
    refuse_at = count(_("Refuse from"), most=1000)

    def prepare(self) -> None:
        gifts: Choices = [("", gettext("nothing")), (POINTS, gettext("points"))]
        gifts += [(f"reward:{one}", title) for one, title in self.about.rewards]
        gifts += [(f"badge:{one}", title) for one, title in self.about.badges]
        for side in SIDES:
            self.fields[side].choices = gifts  # type: ignore[attr-defined]
        self.fields["friend_offer"].choices = [("", gettext("none")), *self.about.rewards]  # type: ignore[attr-defined]
        for name, label in (("from", gettext("Begins")), ("until", gettext("Is over"))):
            self.fields[name] = WallTimeField(label)

    def units(self) -> Mapping[str, str]:
        days = gettext("days")
        return {"minimum": self.about.money, "hold_days": days, "remembered_days": days}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("on"):
            return given
        for side in SIDES:
            wanting = given.get(side) == POINTS and not given.get(f"{side}_points")
            if wanting and f"{side}_points" not in self.errors:
                self.add_error(f"{side}_points", _("Write a number."))
        if (given.get("review_at") or 0) > (given.get("refuse_at") or REFUSE):
            self.add_error("refuse_at", _("Refusing begins above looking."))
        if not (given.get("advocate") or given.get("friend") or given.get("friend_offer")):
            self.add_error("advocate", _("Say what one of them gets."))
        return given

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        values: Tree = {name: told(part.get(name)) for name in ("minimum", "friend_offer")}
        values["code_prefix"] = told(part.get("prefix"))
        values["on"] = "on" if part else ""
        values |= {name: told(part.get(name)) for name in ("from", "until")}
        defaults = {"hold_days": 14, "remembered_days": 30, "review_at": HOLD, "refuse_at": REFUSE}
        values |= {name: told(part.get(name, default)) for name, default in defaults.items()}
        for side in SIDES:
            gift = part.get(side) or {}
            key = next(iter(gift), "")
            values[side] = POINTS if key == POINTS else f"{key}:{gift[key]}" if key else ""
            values[f"{side}_points"] = told(gift.get(POINTS))
        for name in LIMITS:
            found = part.get(name) or {}
            values[name], values[f"{name}_per"] = told(found.get("times")), found.get("per", "month")
        return values

    def part(self) -> Part:
        """Empty where it is switched off."""
        given = self.cleaned_data
        if not given["on"]:
            return {}
        made = {name: given[name] for name in ("friend_offer", "from", "until", "hold_days")}
        made["prefix"] = given["code_prefix"]
        made |= {name: given[name] for name in ("remembered_days", "review_at", "refuse_at")}
        made["minimum"] = None if given["minimum"] is None else f"{given['minimum']:f}"
        made |= {side: _gift(given[side], given[f"{side}_points"]) for side in SIDES}
        for name in LIMITS:
            made[name] = {"times": given[name], "per": given[f"{name}_per"]} if given[name] else None
        return filled_in(made)


def _gift(chosen: str, points: int | None) -> Part | None:
    if not chosen:
        return None
    if chosen == POINTS:
        return {"points": points}
    kind, _colon, name = chosen.partition(":")
    return {kind: name}
