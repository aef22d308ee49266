"""Tiers in words, for the merchant and the shopper alike, in the active language and time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext, ngettext

from loyalty.engine.document import Points
from loyalty.engine.ladder_recount import figures
from loyalty.engine.tiers import Tiers
from loyalty.ledger.words import day, last_day, locale, money, points

Reason = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TierWords:
    """What is needed to speak of one programme's tiers."""

    tiers: Tiers
    names: Points
    currency: str

    def title(self, level: str) -> str:
        """What the programme calls a level; its id when it has no name (any more)."""
        return next((one.title for one in self.tiers.levels if one.id == level and one.title), level)

    def amount(self, measure: str, count: int) -> str:
        """'$250.00', '3 orders'."""
        if measure == "spend":
            return money(count, self.currency)
        if measure == "points":
            return points(count, self.names)
        number = {"number": format_decimal(count, locale=locale())}
        if measure == "orders":
            return ngettext("%(number)s order", "%(number)s orders", count) % number
        return ngettext("%(number)s activity", "%(number)s activities", count) % number

    def why(self, reason: Reason) -> str:
        """A step's reason in a sentence."""
        level = self.title(reason["to"] if reason["code"] == "tier_up" else reason["from"])
        words = {"level": level}
        match reason["code"]:
            case "tier_up":
                told = gettext("%(figures)s %(window)s: that reaches %(level)s.")
            case "tier_down":
                told = gettext("%(figures)s %(window)s: that does not keep %(level)s.")
            case "tier_recounted":
                told = gettext("By what is known now it is %(figures)s, so %(level)s is not reached.")
            case _:
                return gettext("The programme's tiers are others now.")
        return told % (words | self._figures(reason))

    def missing(self, told: Mapping[str, int], level: str) -> str:
        """'$50.00 to Gold'; of a hybrid '$50.00 and 2 orders to Gold'."""
        parts = [self.amount(measure, count) for measure, count in told.items() if count]
        joint = gettext(" or ") if self.tiers.need == "any" else gettext(" and ")
        words = {"missing": joint.join(parts), "level": self.title(level)}
        return gettext("%(missing)s to %(level)s") % words

    def warning(self, level: str, to: str, ends: datetime) -> str:
        """What is lost if nothing more is bought, and when."""
        words = {"level": self.title(level), "date": last_day(ends), "to": self.title(to)}
        return (
            gettext("%(level)s is yours until %(date)s. Without further purchases it then becomes %(to)s.")
            % words
        )

    def _figures(self, reason: Reason) -> dict[str, str]:
        joint = gettext(" or ") if reason.get("need") == "any" else gettext(" and ")
        parts = [
            gettext("%(amount)s (needed: %(threshold)s)")
            % {
                "amount": self.amount(one["measure"], one["amount"]),
                "threshold": self.amount(one["measure"], one["threshold"]),
            }
            for one in figures(dict(reason))
        ]
        return {"figures": joint.join(parts), "window": self._window(reason.get("window"))}

    def _window(self, window: list[str | None] | None) -> str:
        since, until = (datetime.fromisoformat(end) if end else None for end in window or (None, None))
        if since and until:
            return gettext("from %(since)s to %(until)s") % {"since": day(since), "until": last_day(until)}
        return gettext("in all")
