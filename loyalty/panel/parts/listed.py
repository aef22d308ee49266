"""The parts of the programme that stand in lists, each with its form and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.engine.goals import Mission
from loyalty.panel.parts import words
from loyalty.panel.parts.about import About
from loyalty.panel.parts.collect_forms import BadgeForm, CurrencyForm
from loyalty.panel.parts.form import PartForm, Text
from loyalty.panel.parts.mission_form import MissionForm
from loyalty.panel.parts.plan_form import PlanForm
from loyalty.panel.rewards.form import RewardForm
from loyalty.panel.rewards.preview import preview
from loyalty.panel.rewards.words import reward_in_words


@dataclass(frozen=True, slots=True)
class Listed:
    """`key` is the document's; `name` begins the names of the addresses; `page` is where the list stands."""

    key: str
    name: str
    page: str
    fallback: str
    form: type[PartForm]
    sentence: Callable[[Any, About], str]
    title: Text
    text: Text
    add: Text
    none: Text
    hint: Text
    one: Text

    @property
    def has_example(self) -> bool:
        return self.key in ("missions", "rewards")

    @property
    def example(self) -> str:
        """The template of what it means."""
        return "earning_reward_preview.html" if self.key == "rewards" else "earning_part_example.html"


def title_of(one: Any) -> str:
    """What a part is called in lists."""
    return str(getattr(one, "title", None) or getattr(one, "many", None) or one.id)


def example_of(kind: Listed, form: PartForm, about: About) -> object:
    """What the part means: sentences, or a reward's preview. Raises pydantic's ValidationError."""
    if kind.key == "rewards":
        return preview(form, about)
    if not form.is_valid():
        return []
    part = form.part()
    return words.mission_example(Mission.model_validate(part | {"id": part.get("id") or "new"}), about)


LISTED = {
    one.name: one
    for one in (
        Listed(
            "memberships",
            "plans",
            "plans",
            "membership",
            PlanForm,
            words.plan_in_words,
            _("Paid memberships"),
            _("Sold as products of your store; whoever buys one has it for its time."),
            _("Add a membership"),
            _("No membership is sold yet"),
            _("Make a product of your store first, then say here what its buyers get, and for how long."),
            _("Membership"),
        ),
        Listed(
            "currencies",
            "collect_currency",
            "collect",
            "currency",
            CurrencyForm,
            words.currency_in_words,
            _("Besides points"),
            _("Stamps, nights, leaves: collected beside the points, never mixed with them."),
            _("Add something to collect"),
            _("Nothing besides points yet"),
            _("Add stamps for a stamp card, or nights for a hotel; then choose them in ways to earn."),
            _("Something to collect"),
        ),
        Listed(
            "badges",
            "collect_badge",
            "collect",
            "badge",
            BadgeForm,
            words.badge_in_words,
            _("Badges"),
            _("Marks that members earn and keep."),
            _("Add a badge"),
            _("No badges yet"),
            _("Add one, then let a way to earn or a mission give it."),
            _("Badge"),
        ),
        Listed(
            "missions",
            "missions",
            "missions",
            "mission",
            MissionForm,
            words.mission_in_words,
            _("Missions and cards"),
            _(
                "So many stamps, orders' points or days in a row, and something for it. A card fills again and again."
            ),
            _("Add a mission or card"),
            _("No missions yet"),
            _("Add what members collect and what they get for it: ten stamps, and the next coffee is free."),
            _("Mission or card"),
        ),
        Listed(
            "rewards",
            "rewards",
            "rewards",
            "reward",
            RewardForm,
            reward_in_words,
            _("Rewards"),
            _("What members get for their points, or are given by rules, tiers and missions."),
            _("Add a reward"),
            _("No rewards yet"),
            _("Points are worth something once there is a reward: money off an order is the simplest."),
            _("Reward"),
        ),
    )
}
