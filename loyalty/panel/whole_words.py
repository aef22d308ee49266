"""A whole part of the programme in sentences: what a draft that adds or drops it does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from loyalty.engine.document import Document
from loyalty.engine.goals import Badge, Currency, Mission, Plan
from loyalty.engine.rewards import Reward
from loyalty.engine.rules import Campaign, Cap, EarningRule
from loyalty.engine.tiers import Level
from loyalty.ledger.words import points
from loyalty.panel.parts.about import About
from loyalty.panel.parts.ladder_words import rungs
from loyalty.panel.parts.words import currency_in_words, mission_in_words, plan_in_words
from loyalty.panel.rewards.words import reward_in_words, terms
from loyalty.panel.ways_words import campaign_card, cap_card, times_said, way_card

PERIOD = {"from", "until"}
CODE = {"minimum", "automatic", "code_days", "unused"}


@dataclass(frozen=True, slots=True)
class Told:
    """`said` are the keys that `words` speak of; whatever else the part says must be told beside them."""

    title: str
    words: str
    said: frozenset[str]


def whole_in_words(path: tuple[str, ...], document: Document, *, currency: str) -> Told | None:
    """None for a place that is no part with sentences of its own."""
    *folder, part_id = path
    part = next((one for one in _listed(document, folder) if one.id == part_id), None)
    if part is None:
        return None
    lines, said = SAYS[folder[-1]](part, About(document, currency))
    words = "; ".join(line.rstrip(".") for line in lines if line)
    title = getattr(part, "title", None) or getattr(part, "many", None) or part.id
    return Told(str(title), words, frozenset(said | {"id", "title"}))


def _listed(document: Document, folder: list[str]) -> Any:
    if folder == ["tiers", "levels"]:
        return document.tiers.levels if document.tiers else ()
    return getattr(document, folder[0]) if len(folder) == 1 and folder[0] in SAYS else ()


def _way(one: EarningRule, about: About) -> tuple[list[str], set[str]]:
    card = way_card(about.document, one, currency=about.money)
    said = {"on", "award", "currency", "hold_days", "counts", "when", "lines", "limit", "sponsor"}
    return [card.gives, *card.about], said | PERIOD


def _campaign(one: Campaign, about: About) -> tuple[list[str], set[str]]:
    card = campaign_card(
        about.document, one.model_copy(update={"budget": None}), currency=about.money, spent=0
    )
    lines = [card.gives, *card.about]
    if one.budget:
        lines.append(_("Budget: %(points)s") % {"points": points(one.budget, about.document.points)})
    return lines, {"multiplier", "bonus", "rules", "when", "lines", "budget"} | PERIOD


def _cap(one: Cap, about: About) -> tuple[list[str], set[str]]:
    card = cap_card(about.document, one, currency=about.money)
    return [card.title, card.gives, *card.about], {"points", "per", "of", "rules"}


def _mission(one: Mission, about: About) -> tuple[list[str], set[str]]:
    lines = [mission_in_words(one, about), *times_said(one)]
    return lines, {"goals", "need", "times", "award", "currency"} | PERIOD


def _reward(one: Reward, about: About) -> tuple[list[str], set[str]]:
    said = {
        "kind",
        "cost",
        "currency",
        "amount",
        "percent",
        "tier_costs",
        "when",
        "limit",
        "stock",
        "charity",
    }
    return [reward_in_words(one, about), *terms(one, about)], said | CODE | PERIOD


def _plan(one: Plan, about: About) -> tuple[list[str], set[str]]:
    return [plan_in_words(one, about)], {"sku", "product", "period", "multiplier"} | _perks(one)


def _level(one: Level, about: About) -> tuple[list[str], set[str]]:
    tiers = about.document.tiers
    found: Iterator[list[str]] = (
        [rung.reached, *rung.brings] for rung in (rungs(tiers, about) if tiers else []) if rung.id == one.id
    )
    return next(found), {"at", "retain", "multiplier", "entry_reward"} | _perks(one)


def _perks(one: Plan | Level) -> set[str]:
    """The sentences name perks and how often; a tag is told with all of them."""
    return set() if any(perk.tag for perk in one.perks) else {"perks"}


def _currency(one: Currency, about: About) -> tuple[list[str], set[str]]:
    return [currency_in_words(one, about)], {"one", "many", "value"} | (
        {"expiry"} if not one.expiry else set()
    )


def _badge(one: Badge, about: About) -> tuple[list[str], set[str]]:
    return [f"{one.icon or ''} {one.title}".strip()], {"icon"}


SAYS: dict[str, Callable[[Any, About], tuple[list[str], set[str]]]] = {
    "earning": _way,
    "campaigns": _campaign,
    "caps": _cap,
    "missions": _mission,
    "rewards": _reward,
    "memberships": _plan,
    "levels": _level,
    "currencies": _currency,
    "badges": _badge,
}
