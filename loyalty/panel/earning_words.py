"""A programme's rules in words, and what differs between two versions of them."""

from dataclasses import dataclass

from babel.numbers import format_currency
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.engine.document import Document
from loyalty.engine.rules import OrderRule
from loyalty.ledger import words
from loyalty.panel import expiry_words
from loyalty.programmes.rule_words import gives

Facts = dict[str, tuple[str, str]]  # a stable key → label, value


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a comparison; an empty side means there was, or will be, nothing."""

    label: str
    before: str
    after: str


def rules_in_words(document: Document, *, currency: str) -> list[tuple[str, str]]:
    """Everything the document decides, as label and value."""
    return list(_facts(document, currency).values())


def changes(before: Document | None, after: Document, *, currency: str) -> list[Change]:
    """What would be different, in the order in which the rules are read."""
    old = _facts(before, currency) if before else {}
    new = _facts(after, currency)
    keys = list(new) + [key for key in old if key not in new]
    found = []
    for key in keys:
        label = (new.get(key) or old[key])[0]
        was, becomes = old.get(key, ("", ""))[1], new.get(key, ("", ""))[1]
        if was != becomes:
            found.append(Change(label, was, becomes))
    return found


def _facts(document: Document, currency: str) -> Facts:
    names = document.points
    facts: Facts = {}
    several = len(document.order_rules) > 1
    for n, order in enumerate(document.order_rules):
        key = "order" if n == 0 else f"order:{order.id}"
        about = _(" (rule “%(id)s”)") % {"id": order.id} if several else ""
        facts |= _order(key, about, order, document, currency)
    several = len(document.join_rules) > 1
    for n, join in enumerate(document.join_rules):
        about = _(" (rule “%(id)s”)") % {"id": join.id} if several else ""
        value = gives(document, join.award, join.currency, money=currency)
        if join.hold_days:
            value += _(", ") + _hold(join.hold_days)
        facts["join" if n == 0 else f"join:{join.id}"] = (_("Joining gives") + about, value)
    facts |= _firsts(document, currency)
    facts |= expiry_words.facts(document.expiry)
    facts["names"] = (_("Points are called"), f"{names.one} / {names.many}")
    facts["rounding"] = (_("Fractions of a point"), _rounding(names.rounding))
    if names.value is not None:
        value = format_currency(names.value, currency, locale=words.locale())
        facts["value"] = (_("A point is worth"), value)
    facts["clawback"] = (_("After a refund"), _clawback(document.clawback))
    facts["name"] = (_("Name of the programme"), document.name)
    return facts


def _firsts(document: Document, currency: str) -> Facts:
    several = len(document.first_order_rules) > 1
    facts: Facts = {}
    for n, rule in enumerate(document.first_order_rules):
        about = _(" (rule “%(id)s”)") % {"id": rule.id} if several else ""
        value = gives(document, rule.award, rule.currency, money=currency)
        if rule.hold_days:
            value += _(", ") + _hold(rule.hold_days)
        key = "first" if n == 0 else f"first:{rule.id}"
        facts[key] = (_("A first order gives besides") + about, value)
    return facts


def _order(key: str, about: str, rule: OrderRule, document: Document, currency: str) -> Facts:
    rate = gives(document, rule.award, rule.currency, money=currency)
    return {
        key: (_("Orders earn") + about, rate),
        f"{key}.counts": (_("Counts besides goods") + about, _counts(rule)),
        f"{key}.hold": (_("Available") + about, _hold(rule.hold_days)),
    }


def _counts(rule: OrderRule) -> str:
    named = {"tax": _("tax"), "shipping": _("shipping"), "tips": _("tips"), "gift_cards": _("gift cards")}
    some = [word for name, word in named.items() if getattr(rule.counts, name)]
    return _(", ").join(some) if some else _("nothing")


def _hold(days: int) -> str:
    if not days:
        return _("at once")
    return ngettext("after %(days)s day", "after %(days)s days", days) % {"days": days}


def _rounding(how: str) -> str:
    return {"down": _("rounded down"), "half_up": _("rounded to the nearest"), "up": _("rounded up")}[how]


def _clawback(policy: str) -> str:
    if policy == "debt":
        return _("points already spent are owed")
    return _("points already spent are forgiven")
