"""An order's line in words: what it earned, what went back, and the sum."""

from collections.abc import Callable
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import gettext

from loyalty.engine.document import Points
from loyalty.engine.reasons import line_points
from loyalty.ledger.settled_words import settled
from loyalty.ledger.statement import Entry
from loyalty.ledger.words import Reason, Told, also, locale, money, points, rate


def order(entry: Entry, names: Points) -> Told:
    reason = entry.reason
    title = gettext("Order %(name)s") % {"name": reason["order"]}
    change = reason.get("change", reason["points"])
    if change < 0:
        steps = [] if reason.get("why") == "cancelled" else worked_sum(reason, names)
        return Told(title, _taken_back(entry, names), steps)
    refused = _ZERO.get(reason.get("why", ""))
    why = refused(reason, names) if refused else _earned(reason, names)
    if reason.get("why") is None and change != reason["points"]:
        why = also(why, gettext("%(more)s more than before.") % {"more": points(change, names)})
    return Told(
        title,
        settled(why, entry, names),
        [] if reason.get("why") == "cancelled" else worked_sum(reason, names),
    )


def _earned(reason: Reason, names: Points) -> str:
    sentence = gettext("%(rate)s on %(amount)s of goods") % {
        "rate": rate(reason["rate"], reason["currency"], names),
        "amount": money(reason["basis"], reason["currency"]),
    }
    left_out = _left_out(reason)
    if left_out:
        return gettext("%(sentence)s; %(left_out)s") % {"sentence": sentence, "left_out": left_out}
    return gettext("%(sentence)s.") % {"sentence": sentence}


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
    return settled(sentence, entry, names)


def worked_sum(reason: Reason, names: Points) -> list[str]:
    """The sum of an order, step by step."""
    currency = reason["currency"]
    shares = line_points(reason)
    steps = [_line(line, share, currency, names) for line, share in zip(reason["lines"], shares, strict=True)]
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


def _line(line: Reason, points_of_it: int, currency: str, names: Points) -> str:
    title = f"{line['title']} × {line['quantity']}"
    net = money(line["net"], currency)
    if line.get("gift_card") and not line["kept"]:
        return gettext("%(title)s: gift cards don't earn") % {"title": title}
    share = points(points_of_it, names)
    if line["back"]:
        return gettext("%(title)s: %(net)s, %(back)s went back, %(kept)s kept → %(points)s") % {
            "title": title,
            "net": net,
            "back": money(line["back"], currency),
            "kept": money(line["kept"], currency),
            "points": share,
        }
    return gettext("%(title)s: %(net)s → %(points)s") % {"title": title, "net": net, "points": share}


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
