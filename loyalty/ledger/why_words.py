"""Why a rule gave nothing, in one sentence: what the order said, and what was asked for."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from loyalty.common.speech import gettext
from loyalty.engine.conditions import COMPARING, FIELDS
from loyalty.engine.document import Points
from loyalty.engine.misses import Why
from loyalty.ledger.answer_words import said, several, value
from loyalty.ledger.names import Names, names_of

# What is not at least so much is below it, and so on.
OPPOSITE = {"at_least": "below", "below": "at_least", "at_most": "above", "above": "at_most"}


def why_words(why: Why, names: Names | Points) -> str:
    """'The order came from pos; only web or iphone earns here.'"""
    if isinstance(why, str):
        known = PLAIN.get(why)
        return known() if known else gettext("It gave nothing: %(why)s.") % {"why": why}
    if "field" not in why:
        return gettext("The order has no goods that could earn here.")
    known_names = names_of(names)
    field = why["field"]
    both = {
        "said": said(field, why["got"], known_names),
        "wanted": _wanted(field, why, known_names),
    }
    return gettext("%(said)s; %(wanted)s.") % both


def _wanted(field: str, why: Mapping[str, Any], names: Names) -> str:
    negated = bool(why.get("not"))
    if FIELDS[field] == "flag":
        return _FLAGS[field](bool(why["is"]) is not negated)
    comparison = next(one for one in ("is", "in", *COMPARING) if one in why)
    if FIELDS[field] == "text":
        wanted = why[comparison] if comparison == "in" else [why[comparison]]
        told = several(field, wanted, names, style="or")
        words = gettext("%(wanted)s earns nothing here") if negated else gettext("only %(wanted)s earns here")
        return words % {"wanted": told}
    if negated and comparison == "is":
        return gettext("anything but %(wanted)s earns here") % {"wanted": _number(field, why["is"], names)}
    asked = OPPOSITE[comparison] if negated else comparison
    return _COMPARED[asked]() % {"wanted": _number(field, why[comparison], names)}


def _number(field: str, given: Any, names: Names) -> str:
    return value(field, Decimal(str(given)).normalize() + 0, names)


PLAIN: Mapping[str, Callable[[], str]] = {
    "not_yet": lambda: gettext("It had not begun when the order was placed."),
    "over": lambda: gettext("It was over when the order was placed."),
    "limit": lambda: gettext("It had been given as often as its limit allows."),
    "budget": lambda: gettext("Its budget had no room left."),
    "cap": lambda: gettext("A cap had no room left."),
    "not_first": lambda: gettext("The bonus for a first order is given once, for the first one."),
    "cancelled": lambda: gettext("The order was cancelled."),
    "nothing_kept": lambda: gettext("Nothing that earns was kept."),
    "below_one_point": lambda: gettext("It came to less than one point."),
    "test": lambda: gettext("A test order earns nothing."),
    "unconfirmed": lambda: gettext("The order is not confirmed yet."),
    "not_paid": lambda: gettext("The order is not paid yet; it earns when it is."),
    "no_customer": lambda: gettext("The order names no customer who could own points."),
    "no_programme": lambda: gettext("No programme was live when the order was placed."),
    "no_rule": lambda: gettext("The programme had no rule for orders then."),
    "collected_before": lambda: gettext("The welcome is given once, and was collected before."),
    "proof": lambda: gettext("Nobody has checked that it was done."),
    "in_review": lambda: gettext("The shop is looking at it."),
    "refused": lambda: gettext("The shop did not accept it."),
    "withdrawn": lambda: gettext("It was taken back."),
    "ended": lambda: gettext("It stands no longer."),
    "grade": lambda: gettext("It was graded otherwise."),
    "place": lambda: gettext("It does not count at this place."),
    "unit": lambda: gettext("It was told in another unit."),
    "below_one": lambda: gettext("It came to less than one point; it counts next time."),
    "not_fired": lambda: gettext("Its conditions were not met."),
}
_COMPARED: Mapping[str, Callable[[], str]] = {
    "is": lambda: gettext("only %(wanted)s earns here"),
    "at_least": lambda: gettext("it takes %(wanted)s or more to earn here"),
    "at_most": lambda: gettext("it takes %(wanted)s or less to earn here"),
    "above": lambda: gettext("it takes more than %(wanted)s to earn here"),
    "below": lambda: gettext("it takes less than %(wanted)s to earn here"),
}
_FLAGS: Mapping[str, Callable[[bool], str]] = {
    "order.subscription": lambda wanted: (
        gettext("only orders of a subscription earn here")
        if wanted
        else gettext("orders of a subscription earn nothing here")
    ),
    "line.on_sale": lambda wanted: (
        gettext("only goods on sale earn here") if wanted else gettext("goods on sale earn nothing here")
    ),
    "line.subscription": lambda wanted: (
        gettext("only goods bought by subscription earn here")
        if wanted
        else gettext("goods bought by subscription earn nothing here")
    ),
}
