"""Reasons in words, for the shopper and the merchant alike, in the active language."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language, gettext, ngettext, to_locale

from loyalty.common.money import major
from loyalty.engine.document import Points
from loyalty.ledger.statement import Entry

Reason = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A line in words: what it is about, why in one sentence or two, and the sum worked step by step."""

    title: str
    why: str
    steps: list[str]


def locale() -> str:
    """The active language as Babel names it."""
    return str(Locale.parse(to_locale(get_language() or "en")))


def points(count: int, names: Points) -> str:
    """'324 points', with the merchant's own word for them."""
    number = format_decimal(count, locale=locale())
    if (names.one, names.many) == ("point", "points"):
        return ngettext("%(number)s point", "%(number)s points", abs(count)) % {"number": number}
    return f"{number} {names.one if abs(count) == 1 else names.many}"


def called(names: Points) -> tuple[str, str]:
    """The words for one and for several; ours follow the active language, the merchant's own stay."""
    if (names.one, names.many) == ("point", "points"):
        return gettext("point"), gettext("points")
    return names.one, names.many


def money(amount: int, currency: str) -> str:
    """Minor units to '$64.90'."""
    return format_currency(major(amount, currency), currency, locale=locale())


def rate(reason_rate: list[Any], currency: str, names: Points) -> str:
    """'5 points per $1'."""
    per = Decimal(reason_rate[1])
    whole = per == per.to_integral_value()
    text = format_currency(per, currency, locale=locale(), currency_digits=not whole, format=None)
    if whole:
        text = format_currency(
            per, currency, locale=locale(), format=_without_decimals(), currency_digits=False
        )
    return gettext("%(points)s per %(amount)s") % {"points": points(reason_rate[0], names), "amount": text}


def _without_decimals() -> str:
    pattern = Locale.parse(to_locale(get_language() or "en")).currency_formats["standard"].pattern
    return str(pattern).split(";")[0].replace("0.00", "0")


def tell(entry: Entry, names: Points) -> Told:
    """One history line in words."""
    return _TELLERS.get(str(entry.reason.get("code")), _plain)(entry, names)


def _order(entry: Entry, names: Points) -> Told:
    reason = entry.reason
    title = gettext("Order %(name)s") % {"name": reason["order"]}
    change = reason.get("change", reason["points"])
    if change < 0:
        steps = [] if reason.get("why") == "cancelled" else worked_sum(reason, names)
        return Told(title, _taken_back(entry, names), steps)
    why = _ZERO[reason["why"]](reason, names) if reason.get("why") else _earned(reason, names)
    if reason.get("why") is None and change != reason["points"]:
        why = _also(why, gettext("%(more)s more than before.") % {"more": points(change, names)})
    return Told(title, why, [] if reason.get("why") == "cancelled" else worked_sum(reason, names))


def _earned(reason: Reason, names: Points) -> str:
    sentence = gettext("%(rate)s on %(amount)s of goods") % {
        "rate": rate(reason["rate"], reason["currency"], names),
        "amount": money(reason["basis"], reason["currency"]),
    }
    left_out = _left_out(reason)
    if left_out:
        return gettext("%(sentence)s; %(left_out)s") % {"sentence": sentence, "left_out": left_out}
    return gettext("%(sentence)s.") % {"sentence": sentence}


def _also(first: str, second: str) -> str:
    """Two sentences in a row; not every language puts a space between them."""
    return gettext("%(first)s %(second)s") % {"first": first, "second": second}


def _left_out(reason: Reason) -> str:
    left = set(reason.get("left_out", {}))
    if {"tax", "shipping"} <= left:
        return gettext("tax and shipping don't earn.")
    if "tax" in left:
        return gettext("tax doesn't earn.")
    if "shipping" in left:
        return gettext("shipping doesn't earn.")
    return ""


def _taken_back(entry: Entry, names: Points) -> str:
    reason = entry.reason
    taken = points(-reason["change"], names)
    if reason.get("why") == "cancelled":
        sentence = gettext("The order was cancelled, so its %(points)s were taken back.") % {"points": taken}
    elif not reason["basis"]:
        sentence = gettext("Everything was refunded, so its %(points)s were taken back.") % {"points": taken}
    else:
        sentence = gettext(
            "After the refund %(amount)s of goods are kept: %(rate)s makes %(total)s, %(taken)s fewer."
        ) % {
            "amount": money(reason["basis"], reason["currency"]),
            "rate": rate(reason["rate"], reason["currency"], names),
            "total": points(reason["points"], names),
            "taken": taken,
        }
    debt = -entry.legs.get("debt", 0)
    if debt > 0:
        spent = gettext("%(points)s were already spent; they come off what you earn next.")
        sentence = _also(sentence, spent % {"points": points(debt, names)})
    return sentence


def worked_sum(reason: Reason, names: Points) -> list[str]:
    """The sum of an order, step by step."""
    currency = reason["currency"]
    steps = [_line(line, currency, names) for line in reason["lines"]]
    labels = {"shipping": gettext("Shipping"), "tips": gettext("Tip"), "tax": gettext("Tax")}
    steps += [
        f"{labels[name]}: {money(amount, currency)}" for name, amount in reason.get("extras", {}).items()
    ]
    if reason.get("other_back"):
        steps.append(
            gettext("Refunded besides: −%(amount)s") % {"amount": money(reason["other_back"], currency)}
        )
    steps += [
        gettext("%(what)s %(amount)s doesn't earn")
        % {"what": labels[name], "amount": money(amount, currency)}
        for name, amount in reason.get("left_out", {}).items()
    ]
    exact = Decimal(reason["exact"].split("/")[0]) / Decimal(reason["exact"].split("/")[1])
    steps.append(
        gettext("%(basis)s at %(rate)s = %(exact)s, rounded %(how)s to %(points)s")
        % {
            "basis": money(reason["basis"], currency),
            "rate": rate(reason["rate"], currency, names),
            "exact": format_decimal(exact.quantize(Decimal("0.0001")).normalize(), locale=locale()),
            "how": _ROUNDING[reason["rounding"]](),
            "points": points(reason["points"], names),
        }
    )
    return steps


def _line(line: Reason, currency: str, names: Points) -> str:
    title = f"{line['title']} × {line['quantity']}"
    net = money(line["net"], currency)
    if line.get("gift_card") and not line["kept"]:
        return gettext("%(title)s: gift cards don't earn") % {"title": title}
    share = points(line["points"], names)
    if line["back"]:
        return gettext("%(title)s: %(net)s, %(back)s went back, %(kept)s kept → %(points)s") % {
            "title": title,
            "net": net,
            "back": money(line["back"], currency),
            "kept": money(line["kept"], currency),
            "points": share,
        }
    return gettext("%(title)s: %(net)s → %(points)s") % {"title": title, "net": net, "points": share}


def _ineligible(entry: Entry, names: Points) -> Told:
    title = gettext("Order %(name)s") % {"name": entry.reason.get("order", "")}
    return Told(title, _INELIGIBLE[entry.reason["why"]](), [])


def _adjustment(entry: Entry, names: Points) -> Told:
    return Told(gettext("Adjusted by the shop"), entry.reason["why"], [])


def _joined(entry: Entry, names: Points) -> Told:
    return Told(gettext("Joined the programme"), gettext("A welcome for joining."), [])


def _claimed(entry: Entry, names: Points) -> Told:
    return Told(
        gettext("Points from earlier orders"), gettext("Collected as a guest, claimed by joining."), []
    )


def _merged(entry: Entry, names: Points) -> Told:
    return Told(gettext("Accounts joined"), gettext("Two accounts of yours became one."), [])


def _forfeited(entry: Entry, names: Points) -> Told:
    return Told(gettext("Account erased"), gettext("The account's data was erased, its points with it."), [])


def _plain(entry: Entry, names: Points) -> Told:
    return Told(entry.kind, "", [])


_ROUNDING: dict[str, Callable[[], str]] = {
    "down": lambda: gettext("down"),
    "half_up": lambda: gettext("half up"),
    "up": lambda: gettext("up"),
}
_ZERO: dict[str, Callable[[Reason, Points], str]] = {
    "cancelled": lambda reason, names: gettext("The order was cancelled."),
    "nothing_kept": lambda reason, names: gettext("Nothing in this order earns, or everything was refunded."),
    "below_one_point": lambda reason, names: (
        gettext("%(amount)s at %(rate)s is below one point.")
        % {
            "amount": money(reason["basis"], reason["currency"]),
            "rate": rate(reason["rate"], reason["currency"], names),
        }
    ),
}
_INELIGIBLE: dict[str, Callable[[], str]] = {
    "test": lambda: gettext("A test order earns nothing."),
    "unconfirmed": lambda: gettext("The order is not confirmed yet."),
    "not_paid": lambda: gettext("The order is not paid yet; it earns when it is."),
    "no_customer": lambda: gettext("The order names no customer who could own points."),
    "no_programme": lambda: gettext("No programme was live when the order was placed."),
    "no_rule": lambda: gettext("The programme had no rule for orders then."),
}
_TELLERS: dict[str, Callable[[Entry, Points], Told]] = {
    "order": _order,
    "ineligible": _ineligible,
    "adjustment": _adjustment,
    "joined": _joined,
    "claim_in": _claimed,
    "claim_out": _claimed,
    "merge_in": _merged,
    "merge_out": _merged,
    "forfeited": _forfeited,
}
