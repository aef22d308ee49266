"""Rewards in words for whoever collects: what each is called, what it costs them, and why they cannot have it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext, ngettext

from loyalty.common.money import exponent
from loyalty.engine.calendar import end_of_span
from loyalty.engine.document import Document
from loyalty.engine.offers import Price, Reason
from loyalty.engine.rewards import Reward
from loyalty.ledger.names import Names
from loyalty.ledger.words import day, locale, money, points
from loyalty.rewards.audience_words import for_whom


@dataclass(frozen=True, slots=True)
class RewardWords:
    """What is needed to speak of one version's rewards; `currency` is the shop's. Dates in the active time zone."""

    document: Document
    currency: str

    def title(self, reward: Reward, amount: int | None = None) -> str:
        """Its own title, else what one gets: '$5.00 off'. `amount` in minor units where the shopper chose it."""
        return reward.title or self.gives(reward, amount)

    def gives(self, reward: Reward, amount: int | None = None) -> str:
        """What one gets for it, whatever it is called."""
        if amount is None and reward.amount is not None and not reward.slider:
            amount = int(reward.amount * 10 ** exponent(self.currency))
        return _GIVES[reward.kind](reward, "" if amount is None else self.amount(reward, amount))

    def amount(self, reward: Reward, amount: int) -> str:
        """Minor units as '$4.50'; of an exchange the partner's units."""
        return figure(amount) if reward.kind == "exchange" else money(amount, self.currency)

    def price(self, price: Price) -> str:
        """'500 points'; of one that was given to the member, that it is free."""
        if price.currency.startswith("reward:"):
            return gettext("Free: you were given one")
        return self.count(price.points, price.currency)

    def count(self, number: int, currency: str) -> str:
        """'500 points', '10 stamps'."""
        return points(number, self.names.held(currency).points)

    @property
    def names(self) -> Names:
        """What the version calls its things."""
        return Names(self.document.points, self.document, self.currency, shopper=True)

    def refusal(self, reward: Reward, why: Reason, *, at: datetime, timezone: str) -> str:
        """Why a member cannot have it now, as loyalty.engine.offers tells it, in a sentence for them."""
        match why["code"]:
            case "missing":
                return gettext("%(points)s to go") % {"points": self.count(why["points"], why["currency"])}
            case "window":
                return _window(reward, why["why"])
            case "condition":
                return for_whom(why["why"], self.names)
            case "limit":
                return _limit(reward, at, timezone)
            case "choice":
                return self._choice(reward)
            case code:
                return _PLAIN[code]() if code in _PLAIN else gettext("You cannot have this just now.")

    def _choice(self, reward: Reward) -> str:
        slider = reward.slider
        if slider is None:
            return gettext("You cannot have this just now.")
        told = {"min": slider.min, "max": slider.max, "step": self.count(slider.step, reward.currency)}
        told = {key: figure(value) if isinstance(value, int) else value for key, value in told.items()}
        if slider.max is None:
            return gettext("Choose at least %(min)s, in steps of %(step)s.") % told
        return gettext("Choose from %(min)s to %(max)s, in steps of %(step)s.") % told


def figure(count: int) -> str:
    """'1,240'."""
    return str(format_decimal(count, locale=locale()))


def moment(local: datetime) -> str:
    """A time of the shop's wall clock: 'May 2, 2026, 10:00 AM'."""
    date = format_date(local.date(), format="long", locale=locale())
    return gettext("%(date)s, %(time)s") % {
        "date": date,
        "time": format_time(local.time(), format="short", locale=locale()),
    }


def _window(reward: Reward, why: str) -> str:
    if why == "not_yet" and reward.from_ is not None:
        return gettext("From %(time)s") % {"time": moment(reward.from_)}
    return gettext("No longer offered")


def _limit(reward: Reward, at: datetime, timezone: str) -> str:
    limit = reward.limit
    if limit is None:
        return gettext("You cannot have this just now.")
    ends = end_of_span(limit.per, at, timezone)
    if ends is None:
        return ngettext("You have had it; once is all", "You have had it %(times)s times; that is all", limit.times) % {
            "times": figure(limit.times)
        }  # fmt: skip
    often = _OFTEN[limit.per](limit.times) % {"times": figure(limit.times)}
    return gettext("%(often)s; again from %(date)s") % {"often": often, "date": day(ends)}


def _percent(percent: int) -> str:
    return str(format_percent(Decimal(percent) / 100, locale=locale()))


def _off(reward: Reward, amount: str) -> str:
    if not amount:
        return gettext("Money off, as much as you like")
    return gettext("%(amount)s off") % {"amount": amount}


def _share_off(reward: Reward, _amount: str) -> str:
    return gettext("%(amount)s off") % {"amount": _percent(reward.percent or 0)}


def _bought(reward: Reward, _amount: str) -> str:
    """A buy-x-get-y; without a percentage what one gets is free."""
    buys = reward.buys
    told = {"buy": figure(buys.quantity if buys else 1), "get": figure(buys.get_quantity if buys else 1)}
    if reward.percent is None or reward.percent == 100:
        return gettext("Buy %(buy)s, get %(get)s free") % told
    return gettext("Buy %(buy)s, get %(get)s for %(share)s less") % (
        told | {"share": _percent(reward.percent)}
    )


def _card(_reward: Reward, amount: str) -> str:
    if not amount:
        return gettext("A gift card, as large as you like")
    return gettext("A gift card of %(amount)s") % {"amount": amount}


def _credit(_reward: Reward, amount: str) -> str:
    if not amount:
        return gettext("Store credit, as much as you like")
    return gettext("%(amount)s of store credit") % {"amount": amount}


def _donation(reward: Reward, amount: str) -> str:
    charity = reward.charity or gettext("a good cause")
    if not amount:
        return gettext("A gift to %(charity)s") % {"charity": charity}
    return gettext("%(amount)s to %(charity)s") % {"amount": amount, "charity": charity}


def _exchange(reward: Reward, amount: str) -> str:
    partner = reward.partner or gettext("a partner")
    if not amount and reward.slider:
        return gettext("An exchange with %(partner)s") % {"partner": partner}
    units = amount or figure(int((reward.cost or 0) * (reward.rate or 0)))
    return gettext("%(number)s with %(partner)s") % {"number": units, "partner": partner}


_GIVES: dict[str, Callable[[Reward, str], str]] = {
    "amount_off": _off,
    "percent_off": _share_off,
    "free_shipping": lambda _reward, _amount: gettext("Free shipping"),
    "free_product": lambda _reward, _amount: gettext("A product for free"),
    "buy_x_get_y": _bought,
    "gift_card": _card,
    "store_credit": _credit,
    "experience": lambda _reward, _amount: gettext("Something to take part in"),
    "donation": _donation,
    "exchange": _exchange,
    "custom": lambda _reward, _amount: gettext("A reward from the shop"),
}
_PLAIN: dict[str, Callable[[], str]] = {
    "sold_out": lambda: gettext("Sold out"),
    "no_seats": lambda: gettext("No seat is left"),
    "session": lambda: gettext("Choose one of the dates that are left."),
    "no_choice": lambda: gettext("This one has a fixed price."),
    "alone": lambda: gettext("Yours to use once you have bought something: so far you only told us of them."),
    "only_given": lambda: gettext("This one is given, not bought"),
}
_OFTEN: dict[str, Callable[[int], str]] = {
    "day": lambda times: ngettext("Once a day", "%(times)s times a day", times),
    "week": lambda times: ngettext("Once a week", "%(times)s times a week", times),
    "month": lambda times: ngettext("Once a month", "%(times)s times a month", times),
    "year": lambda times: ngettext("Once a year", "%(times)s times a year", times),
}
