"""What a shopper can have for what they hold, as data: what they can afford, then the nearest, then the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, ngettext

from loyalty.desk.offering import Offer, Offers
from loyalty.engine.about import NOBODY
from loyalty.engine.calendar import wall_clock
from loyalty.engine.offers import Holding, price
from loyalty.engine.rewards import Reward, Session
from loyalty.members.models import Member
from loyalty.programmes.live import Live, Timeline
from loyalty.rewards.shelf import taken
from loyalty.rewards.words import RewardWords, figure, moment
from loyalty.shops.models import Shop
from storefront_widget.slider import slider_data

Data = dict[str, Any]
Taken = Mapping[str, int]


@dataclass(frozen=True)
class Shelf:
    """The rewards of the live version for one visitor; `member` None for whoever is none yet."""

    shop: Shop
    member: Member | None
    live: Live
    versions: Timeline
    now: datetime

    @cached_property
    def words(self) -> RewardWords:
        return RewardWords(self.live.document, self.shop.currency)

    @cached_property
    def offers(self) -> Offers | None:
        """What the member holds and can have; None for whoever is no member yet."""
        if self.member is None:
            return None
        return Offers(self.shop, self.member.pk, self.live, self.versions, self.now)

    def told(self) -> list[Data]:
        """Every offer as data, in the order to show."""
        if not self.live.document.rewards:
            return []
        made = self._mine(self.offers) if self.offers else self._anybodys()
        return sorted(made, key=_order)

    def _mine(self, offers: Offers) -> list[Data]:
        shown = [one for one in offers.all() if (one.refusal or {}).get("why") != "over"]
        return [self._offer(one, offers.balances, offers.holding(one.reward).taken) for one in shown]

    def _anybodys(self) -> list[Data]:
        """As who holds nothing would see them; they are told how to begin, not what is missing."""
        gone = taken(programme_id=self.shop.programme_id)
        offers = []
        for reward in self.live.document.rewards:
            of = gone.get(reward.id, {})
            cost = price(
                reward, holding=Holding(about=NOBODY, balances={}, taken=of), currency=self.shop.currency
            )
            over = reward.until is not None and wall_clock(self.now, self.shop.timezone) >= reward.until
            if reward.cost is not None and not over:
                offers.append(self._offer(Offer(reward, cost, None), {}, of))
        return offers

    def _offer(self, offer: Offer, balances: Mapping[str, int], gone: Taken) -> Data:
        reward, cost = offer.reward, offer.price
        slider = slider_data(reward, cost, self.words, holds=balances.get(cost.currency, 0))
        need = slider["least"] if slider else cost.points
        missing = max(0, need - balances.get(cost.currency, 0))
        code, why = self._no(offer, need, missing)
        return {
            "id": reward.id,
            "kind": reward.kind,
            "title": self.words.title(reward, None if reward.slider else cost.amount),
            "text": reward.text or "",
            "price_text": self._price_text(offer, slider),
            "amount_text": "" if cost.amount is None or slider else self.words.amount(reward, cost.amount),
            "free": cost.currency == reward.given,
            "can": not code,
            "code": code,
            "why": why,
            "missing": missing,
            "progress": 100 * (need - missing) // need,
            "slider": slider,
            "sessions": self._sessions(reward, gone),
        }

    def _price_text(self, offer: Offer, slider: Data | None) -> str:
        if slider is None:
            return self.words.price(offer.price)
        return gettext("from %(points)s") % {
            "points": self.words.count(slider["least"], offer.price.currency)
        }

    def _no(self, offer: Offer, need: int, missing: int) -> tuple[str, str]:
        """Why not, for programs and for people; nothing when they can have it."""
        reward, cost, why = offer.reward, offer.price, offer.refusal
        if why is None and (self.member is None or self.member.joined_at is None):
            return "join", gettext("Join to use this")
        if why is None and missing:
            why = {"code": "missing", "points": missing, "currency": cost.currency, "of": need}
        if why is None and reward.automatic:
            return "automatic", gettext("Comes to you by itself")
        if why is None:
            return "", ""
        return why["code"], self.words.refusal(reward, why, at=self.now, timezone=self.shop.timezone)

    def _sessions(self, reward: Reward, gone: Taken) -> list[Data]:
        """The dates that are still ahead, with the seats left."""
        local = wall_clock(self.now, self.shop.timezone)
        ahead = [one for one in reward.sessions if one.at > local]
        left = {one.id: max(0, one.seats - gone.get(one.id, 0)) for one in ahead}
        return [
            {"id": one.id, "text": seat_text(one), "left": left[one.id], "left_text": seats(left[one.id])}
            for one in sorted(ahead, key=lambda one: one.at)
        ]


def seat_text(session: Session) -> str:
    """'May 2, 2026, 10:00 AM, at the shop'."""
    if not session.place:
        return moment(session.at)
    return gettext("%(time)s, %(place)s") % {"time": moment(session.at), "place": session.place}


def seats(left: int) -> str:
    """'3 seats left'."""
    if not left:
        return gettext("No seat is left")
    return ngettext("%(number)s seat left", "%(number)s seats left", left) % {"number": figure(left)}


def _order(offer: Data) -> tuple[int, int]:
    """Given ones come first of those to be had; of the others the nearest; the programme's order otherwise."""
    if offer["can"]:
        return 0, -offer["free"]
    near = offer["code"] in ("missing", "join", "automatic")
    return (1, -offer["progress"]) if near else (2, 0)
