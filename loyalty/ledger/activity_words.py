"""What was given for an activity, in words."""

from decimal import Decimal

from babel.numbers import format_decimal

from loyalty.common.speech import gettext
from loyalty.engine.activity import MICRO
from loyalty.ledger.names import Names
from loyalty.ledger.settled_words import settled
from loyalty.ledger.statement import Entry
from loyalty.ledger.why_words import why_words
from loyalty.ledger.words import Reason, Told, locale, points


def activity(entry: Entry, names: Names) -> Told:
    """'Ride the bus' — '12.5 km: 1 point.'"""
    reason = entry.reason
    change = reason.get("change", reason["points"])
    said = {"points": points(abs(change), names.points), "quantity": _quantity(reason)}
    if change < 0:
        sentence = gettext("It does not count any more: %(points)s taken back.") % said
    elif reason.get("why"):
        sentence = why_words(reason["why"], names)
    elif "quantity" in reason:
        sentence = gettext("%(quantity)s: %(points)s.") % said
    else:
        sentence = gettext("%(points)s for it.") % said
    return Told(names.rule(entry.rule), settled(sentence, entry, names.points), _steps(reason, names))


def _quantity(reason: Reason) -> str:
    if "quantity" not in reason:
        return ""
    return f"{_number(Decimal(reason['quantity']))} {reason['unit']}"


def _steps(reason: Reason, names: Names) -> list[str]:
    """The rate, and what earlier ones had left over."""
    if "rate" not in reason:
        return []
    count, per = reason["rate"]
    every = {"points": points(count, names.points), "quantity": f"{_number(Decimal(per))} {reason['unit']}"}
    steps = [gettext("%(points)s per %(quantity)s") % every]
    if reason["carried"]:
        left = Decimal(reason["carried"]) / Decimal(count) / MICRO
        told = {"quantity": f"{_number(left)} {reason['unit']}"}
        steps.append(gettext("%(quantity)s were left over from before") % told)
    if reason["left"]:
        left = Decimal(reason["left"]) / Decimal(count) / MICRO
        steps.append(
            gettext("%(quantity)s count next time") % {"quantity": f"{_number(left)} {reason['unit']}"}
        )
    return steps


def _number(value: Decimal) -> str:
    return format_decimal(value, format="#,##0.######", locale=locale())
