"""What the programme calls its things, for words: a version's tiers, campaigns, rules, badges and rewards."""

from dataclasses import dataclass, replace
from functools import cached_property

from loyalty.common.speech import gettext
from loyalty.engine.document import Document, Points
from loyalty.engine.lots import POINTS

LONGEST = 40  # what Points takes
PLAIN = Points()


@dataclass(frozen=True)
class Names:
    """`points` is what one of the line's currency is called; `money` the shop's currency, empty when unknown.

    `document` is the version that gave the line, None where none is known. A shopper reads no ids.
    """

    points: Points = PLAIN
    document: Document | None = None
    money: str = ""
    shopper: bool = False

    @cached_property
    def _tiers(self) -> dict[str, str]:
        ladder = self.document.tiers if self.document else None
        return {level.id: level.title or level.id for level in ladder.levels} if ladder else {}

    @cached_property
    def _rules(self) -> dict[str, str | None]:
        return {rule.id: rule.title for rule in self.document.earning} if self.document else {}

    def tier(self, level: str) -> str:
        return self._tiers.get(level, level)

    def plan(self, plan: str) -> str:
        plans = self.document.memberships if self.document else ()
        return next((one.title for one in plans if one.id == plan), plan)

    def badge(self, badge: str) -> str:
        badges = self.document.badges if self.document else ()
        return next((one.title for one in badges if one.id == badge), badge)

    def reward(self, reward: str) -> str:
        rewards = self.document.rewards if self.document else ()
        return next((one.title for one in rewards if one.id == reward and one.title), reward)

    def mission(self, mission: str) -> str:
        missions = self.document.missions if self.document else ()
        return next((one.title for one in missions if one.id == mission), mission)

    def campaign(self, campaign: str) -> str:
        """Its title; without one a shopper reads that it was a campaign."""
        campaigns = self.document.campaigns if self.document else ()
        title = next((one.title for one in campaigns if one.id == campaign), None)
        return title or (gettext("a campaign") if self.shopper else campaign)

    def rule(self, rule: str) -> str:
        """A rule or a campaign's bonus, by its title; an id only for the merchant."""
        kind, _colon, name = rule.partition(":")
        if kind == "campaign" and name:
            return self.campaign(name)
        return self._rules.get(rule) or (gettext("an offer") if self.shopper else rule)

    def sponsor(self, rule: str) -> str:
        """Who pays for what a rule gives, for the merchant; empty when it is the shop."""
        if self.shopper or self.document is None:
            return ""
        return next((one.sponsor or "" for one in self.document.earning if one.id == rule), "")

    def held(self, currency: str) -> "Names":
        """The same names for lines of another currency."""
        return self if currency == POINTS else replace(self, points=self._called(currency))

    def _called(self, currency: str) -> Points:
        currencies = self.document.currencies if self.document else ()
        own = next((one for one in currencies if one.id == currency), None)
        if own:
            return Points(one=own.one, many=own.many)
        name = self.currency(currency)[:LONGEST]
        return Points(one=name, many=name)

    def currency(self, currency: str) -> str:
        """What the members' holding of it is headed: 'badge “Early bird”'."""
        kind, colon, what = currency.partition(":")
        if colon and kind == "badge":
            return gettext("badge “%(title)s”") % {"title": self.badge(what)}
        if colon and kind == "reward":
            return gettext("reward “%(title)s”") % {"title": self.reward(what)}
        currencies = self.document.currencies if self.document else ()
        return next((one.many for one in currencies if one.id == currency), currency)


def names_of(given: "Names | Points") -> Names:
    """Words that need no programme are content with what a point is called."""
    return given if isinstance(given, Names) else Names(points=given)
