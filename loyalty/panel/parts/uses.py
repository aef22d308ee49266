"""Which other parts of the programme need a part: nothing that is needed may vanish silently."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from loyalty.engine.awards import BadgeAward, RewardAward
from loyalty.engine.conditions import Condition, asks_of
from loyalty.engine.document import Document
from loyalty.engine.rules import OrderRule

ASKED_AS = {"memberships": "member.plan", "badges": "member.badge", "levels": "member.tier"}


def uses(document: Document, key: str, name: str) -> list[str]:
    """Who uses the part `name` of `document.<key>`, in words; key "levels" for a level of the tiers."""
    return [
        *_given(document, key, name),
        *_counted(document, key, name),
        *_asked(document, key, name),
    ]


def _given(document: Document, key: str, name: str) -> Iterator[str]:
    for rule in document.earning:
        if _gives(rule.award, rule.currency, key, name):
            yield _("the rule “%(title)s”") % {"title": rule.title or rule.id}
    for mission in document.missions:
        if _gives(mission.award, mission.currency, key, name):
            yield _("the mission “%(title)s”") % {"title": mission.title}
    for level in document.tiers.levels if document.tiers else ():
        if key == "rewards" and level.entry_reward == name:
            yield _("the level “%(title)s”") % {"title": level.title or level.id}


def _gives(award: object, currency: str, key: str, name: str) -> bool:
    if isinstance(award, RewardAward):
        return key == "rewards" and award.reward == name
    if isinstance(award, BadgeAward):
        return key == "badges" and award.badge == name
    return key == "currencies" and currency == name


def _counted(document: Document, key: str, name: str) -> Iterator[str]:
    if key != "currencies":
        return
    for mission in document.missions:
        if any(goal.count == name for goal in mission.goals):
            yield _("a goal of the mission “%(title)s”") % {"title": mission.title}
    for reward in document.rewards:
        if reward.cost is not None and reward.currency == name:
            yield _("the price of the reward “%(title)s”") % {"title": reward.title or reward.id}


def _asked(document: Document, key: str, name: str) -> Iterator[str]:
    field = ASKED_AS.get(key)
    for rule in document.earning:
        lines = rule.lines if isinstance(rule, OrderRule) else None
        if _asks(field, name, rule.when, lines):
            yield _("a condition of the rule “%(title)s”") % {"title": rule.title or rule.id}
    for one in document.campaigns:
        if _asks(field, name, one.when, one.lines):
            yield _("a condition of the campaign “%(title)s”") % {"title": one.title or one.id}


def _asks(field: str | None, name: str, *conditions: Condition | None) -> bool:
    asked = [one for condition in conditions for one in asks_of(condition) if one.field == field]
    return any(name in (ask.in_ or (ask.is_,)) for ask in asked)
