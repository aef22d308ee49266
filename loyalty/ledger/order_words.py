"""An order's line in words: what it earned, what went back, and the sum."""

from collections.abc import Callable

from loyalty.common.speech import gettext
from loyalty.engine.document import Points
from loyalty.engine.reasons import line_points
from loyalty.ledger.factor_words import (
    after_steps,
    amount_words,
    factor_steps,
    more_of_it,
    rate_words,
    rounding_steps,
)
from loyalty.ledger.names import Names, names_of
from loyalty.ledger.settled_words import settled
from loyalty.ledger.statement import Entry
from loyalty.ledger.words import Reason, Told, also, money, points


def order(entry: Entry, known: Names) -> Told:
    reason, names = entry.reason, known.points
    title = gettext("Order %(name)s") % {"name": reason["order"]}
    change = reason.get("change", reason["points"])
    steps = [] if reason.get("why") == "cancelled" else worked_sum(reason, known)
    if change < 0:
        return Told(title, _taken_back(entry, known), steps)
    refused = _ZERO.get(reason.get("why", ""))
    why = refused(reason, names) if refused else _and_more(_earned(reason, names), reason, known)
    if reason.get("why") is None and change != reason["points"]:
        why = also(why, gettext("%(more)s more than before.") % {"more": points(change, names)})
    return Told(title, settled(why, entry, names), steps)


def _and_more(sentence: str, reason: Reason, known: Names) -> str:
    """And what made it more or less."""
    for more in more_of_it(reason, known):
        sentence = also(sentence, more)
    return sentence


def _earned(reason: Reason, names: Points) -> str:
    said = {"rate": rate_words(reason, names), "amount": amount_words(reason, reason["basis"])}
    if reason["code"] == "items":
        return gettext("%(rate)s, for %(amount)s.") % said
    sentence = gettext("%(rate)s on %(amount)s of goods") % said
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


def _taken_back(entry: Entry, known: Names) -> str:
    reason, names = entry.reason, known.points
    said = {"points": points(-reason["change"], names)}
    if reason.get("why") == "cancelled":
        sentence = gettext("The order was cancelled, so its %(points)s were taken back.") % said
    elif not reason["basis"]:
        sentence = gettext("Everything was refunded, so its %(points)s were taken back.") % said
    else:
        said = {
            "amount": amount_words(reason, reason["basis"]),
            "rate": rate_words(reason, names),
            "total": points(reason["points"], names),
            "taken": said["points"],
        }
        sentence = _and_more(_after_refund(reason) % said, reason, known)
    return settled(sentence, entry, names)


def _after_refund(reason: Reason) -> str:
    if reason["code"] == "items":
        return gettext("After the refund %(amount)s are kept: %(rate)s makes %(total)s, %(taken)s fewer.")
    return gettext(
        "After the refund %(amount)s of goods are kept: %(rate)s makes %(total)s, %(taken)s fewer."
    )


def worked_sum(reason: Reason, given: Names | Points) -> list[str]:
    """The sum of an order, step by step."""
    known = names_of(given)
    shares = line_points(reason)
    say = _pieces if reason["code"] == "items" else _line
    steps = [say(line, share, reason, known) for line, share in zip(reason["lines"], shares, strict=True)]
    if reason["code"] != "items":
        steps += _besides(reason)
    steps += factor_steps(reason, known)
    return steps + rounding_steps(reason, known.points) + after_steps(reason, known)


def _besides(reason: Reason) -> list[str]:
    """Shipping and tips that earn, what was refunded without a line, and what does not earn."""
    currency = reason["currency"]
    labels = {"shipping": gettext("Shipping"), "tips": gettext("Tip"), "tax": gettext("Tax")}
    steps = [
        f"{labels[name]}: {money(amount, currency)}" for name, amount in reason.get("extras", {}).items()
    ]
    if reason.get("other_back"):
        back = {"amount": money(reason["other_back"], currency)}
        steps.append(gettext("Refunded besides: −%(amount)s") % back)
    return steps + [
        gettext("%(what)s %(amount)s doesn't earn")
        % {"what": labels[name], "amount": money(amount, currency)}
        for name, amount in reason.get("left_out", {}).items()
    ]


def _pieces(line: Reason, points_of_it: int, reason: Reason, known: Names) -> str:
    said = {
        "title": line["title"],
        "pieces": amount_words(reason, line["kept_quantity"]),
        "points": points(points_of_it, known.points),
    }
    return gettext("%(title)s: %(pieces)s → %(points)s") % said


def _line(line: Reason, points_of_it: int, reason: Reason, known: Names) -> str:
    currency = reason["currency"]
    title = f"{line['title']} × {line['quantity']}"
    net = money(line["net"], currency)
    if line.get("gift_card") and not line["kept"]:
        return gettext("%(title)s: gift cards don't earn") % {"title": title}
    share = points(points_of_it, known.points)
    if line["back"]:
        return gettext("%(title)s: %(net)s, %(back)s went back, %(kept)s kept → %(points)s") % {
            "title": title,
            "net": net,
            "back": money(line["back"], currency),
            "kept": money(line["kept"], currency),
            "points": share,
        }
    return gettext("%(title)s: %(net)s → %(points)s") % {"title": title, "net": net, "points": share}


_ZERO: dict[str, Callable[[Reason, Points], str]] = {
    "cancelled": lambda reason, names: gettext("The order was cancelled."),
    "cap": lambda reason, names: gettext("A cap had no room left."),
    "nothing_kept": lambda reason, names: gettext("Nothing in this order earns, or everything was refunded."),
    "below_one_point": lambda reason, names: (
        gettext("%(amount)s at %(rate)s is below one point.")
        % {
            "amount": amount_words(reason, reason["basis"]),
            "rate": rate_words(reason, names),
        }
    ),
}
