"""A reward as members will see it, and what it comes to: '500 points = $5.00, that is 5 % back at 5 points per $1'."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from babel.numbers import format_percent
from django.utils.translation import gettext as _

from loyalty.engine.about import NOBODY
from loyalty.engine.awards import Rate
from loyalty.engine.offers import Holding, price
from loyalty.engine.rewards import Reward
from loyalty.ledger import words as ledger
from loyalty.ledger.words import locale, points
from loyalty.panel.condition_rows import built
from loyalty.panel.parts.about import About
from loyalty.panel.parts.form import PartForm
from loyalty.panel.rewards.words import cost, kind_name, sentence, terms, what
from loyalty.panel.templatetags.panel import number
from loyalty.programmes.rule_words import gives, names_of

RICH = Holding(about=NOBODY, balances={}, taken={})


@dataclass(frozen=True, slots=True)
class Slide:
    """The slider: the points at its ends and in between, each with what they are worth."""

    least: str
    most: str
    steps: list[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """The card of the widget, the sum, and the small print. `cost` is empty for what is only given."""

    title: str
    text: str
    what: str
    cost: str
    worked: list[str]
    terms: list[str]
    slide: Slide | None = None


def preview(form: PartForm, about: About) -> Preview | None:
    """None while the form makes no sense; it does not wait for a title."""
    valid = form.is_valid()
    if not valid and set(form.errors) - {"title"}:
        return None
    form.cleaned_data.setdefault("title", kind_name(form.cleaned_data["kind"]))
    part = form.part() | {"id": form.cleaned_data.get("id") or "new"}
    if form.asked and form.asked.items:
        part["when"] = built(form.asked)[0]
    reward = Reward.model_validate(part)
    return Preview(
        title=reward.title or kind_name(reward.kind),
        text=reward.text or "",
        what=what(reward, about),
        cost=cost(reward, about) if reward.cost else "",
        worked=list(_worked(reward, about)),
        terms=terms(reward, about),
        slide=_slide(reward, about),
    )


def _worked(reward: Reward, about: About) -> Iterator[str]:
    """What points are worth in it, and what that is of a sale."""
    if reward.cost is None:
        yield _("It cannot be bought; rules, tiers, missions or your people give it.")
        return
    if not reward.amount and reward.kind != "exchange":
        back = _basket(reward, about)
        if back:
            yield back
        return
    chosen = reward.cost * 9 // 10 if reward.slider else reward.cost
    sums = [_sum(reward, about, one) for one in dict.fromkeys((chosen, reward.cost))]
    yield sentence(sums)
    rate = _rate(reward, about)
    if rate is not None and reward.amount:
        share = Fraction(reward.amount) / reward.cost * rate.exact
        told = format_percent(_decimal(share), format="#,##0.##%", locale=locale())
        earned = gives(about.document, rate, reward.currency, money=about.money)
        yield _("That is %(share)s back on sales at %(rate)s.") % {"share": told, "rate": earned}


def _basket(reward: Reward, about: About) -> str:
    """How much must be bought to have collected its cost."""
    rate = _rate(reward, about)
    if rate is None or reward.cost is None:
        return ""
    sales = ledger.money(ceil(reward.cost / rate.exact * 10**about.digits), about.money)
    earned = gives(about.document, rate, reward.currency, money=about.money)
    return _("Members have it after %(sales)s of sales at %(rate)s.") % {"sales": sales, "rate": earned}


def _sum(reward: Reward, about: About, chosen: int) -> str:
    """'450 points = $4.50'"""
    asked = price(reward, holding=RICH, currency=about.money, points=chosen if reward.slider else None)
    names = names_of(about.document, reward.currency)
    worth = ledger.money(asked.amount or 0, about.money)
    if reward.kind == "exchange":
        worth = f"{number(asked.amount or 0)} {reward.partner}"
    return _("%(points)s = %(amount)s") % {"points": points(asked.points, names), "amount": worth}


def _slide(reward: Reward, about: About) -> Slide | None:
    slider = reward.slider
    if slider is None or reward.cost is None:
        return None
    names = names_of(about.document, reward.currency)
    most = slider.max or max(reward.cost, slider.min) * 2
    ends = [slider.min, (slider.min + most) // 2 // slider.step * slider.step, most]
    last = points(slider.max, names) if slider.max else _("all they have")
    sums = [_sum(reward, about, one) for one in dict.fromkeys(ends) if slider.min <= one]
    return Slide(points(slider.min, names), last, sums)


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)


def _rate(reward: Reward, about: About) -> Rate | None:
    """How orders earn what it is paid in: the first rule that gives by amount."""
    rules = (one for one in about.document.order_rules if one.currency == reward.currency)
    return next((one.award for one in rules if isinstance(one.award, Rate)), None)
