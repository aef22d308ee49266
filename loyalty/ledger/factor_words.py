"""What made an order's points more or less: tiers, plans, campaigns, budgets and caps; and the one rounding."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel.lists import format_list
from babel.numbers import format_decimal

from loyalty.common.speech import gettext, ngettext
from loyalty.engine.document import Points
from loyalty.engine.exact import rounded
from loyalty.ledger.names import Names
from loyalty.ledger.words import REMEMBERED, Reason, locale, money, points, rate


def number(exact: Fraction) -> str:
    """An exact figure to four places, as people write it."""
    return _number(exact.numerator, exact.denominator, locale())


@lru_cache(maxsize=REMEMBERED)
def _number(up: int, down: int, locale: str) -> str:
    decimal = Decimal(up) / Decimal(down)
    return str(format_decimal(decimal.quantize(Decimal("0.0001")).normalize() + 0, locale=locale))


def amount_words(reason: Reason, amount: int) -> str:
    """Money, or pieces for what is given by the piece."""
    if reason["code"] != "items":
        return money(amount, reason["currency"])
    told = ngettext("%(number)s piece", "%(number)s pieces", amount)
    return told % {"number": format_decimal(amount, locale=locale())}


def rate_words(reason: Reason, names: Points) -> str:
    """'5 points per $1', '1 stamp per 2 pieces'."""
    if reason["code"] != "items":
        return rate(reason["rate"], reason["currency"], names)
    count, pieces = reason["rate"]
    if pieces == 1:
        return gettext("%(points)s per piece") % {"points": points(count, names)}
    return gettext("%(points)s per %(amount)s") % {
        "points": points(count, names),
        "amount": amount_words(reason, pieces),
    }


def rounding_steps(reason: Reason, names: Points) -> list[str]:
    """'$64.90 at 5 points per $1 = 324.5, rounded down to 324 points'"""
    exact = Fraction(reason["exact"])
    said = {
        "basis": _counted(reason),
        "rate": rate_words(reason, names),
        "exact": number(exact),
        "how": _ROUNDING[reason["rounding"]](),
        "points": points(rounded(exact, reason["rounding"]), names),
    }
    return [gettext("%(basis)s at %(rate)s = %(exact)s, rounded %(how)s to %(points)s") % said]


def _counted(reason: Reason) -> str:
    """What the rate is taken of: '$64.90', '$40.00 × 2 + $24.90'."""
    parts = reason.get("parts")
    if not parts:
        return amount_words(reason, reason["basis"])
    told = [
        amount_words(reason, amount)
        if Fraction(factor) == 1
        else gettext("%(amount)s × %(factor)s")
        % {"amount": amount_words(reason, amount), "factor": number(Fraction(factor))}
        for amount, factor, _ in parts
    ]
    if "scale" not in reason:
        return " + ".join(told)
    share = number(Fraction(reason["scale"]) * 100)
    return gettext("%(share)s %% of %(amount)s") % {"share": share, "amount": f"({' + '.join(told)})"}


def factor_steps(reason: Reason, names: Names) -> list[str]:
    """'$40.00 counts × 2: Gold × 1.5, Tea week × 2; the highest holds'"""
    steps = []
    for amount, factor, by in reason.get("parts", ()):
        if by:
            said = {
                "amount": amount_words(reason, amount),
                "factor": number(Fraction(factor)),
                "by": ", ".join(_by(names, *one) for one in by),
            }
            words = gettext("%(amount)s counts × %(factor)s: %(by)s") % said
            steps.append(f"{words}; {_STACKING[reason['stacking']]()}" if len(by) > 1 else words)
    return steps


def _by(names: Names, kind: str, name: str, factor: str) -> str:
    title = {"tier": names.tier, "plan": names.plan}.get(kind, names.campaign)(name)
    return gettext("%(title)s × %(factor)s") % {"title": title, "factor": number(Fraction(factor))}


def after_steps(reason: Reason, names: Names) -> list[str]:
    """What was added within budgets and cut by caps, after the rounding."""
    steps = [_extra(names, *one) for one in reason.get("extra", ())]
    if "capped" in reason:
        before, after = reason["capped"]
        words = gettext("%(before)s, but a cap leaves room for %(after)s")
        said = {"before": points(before, names.points), "after": points(after, names.points)}
        steps.append(words % said)
    return steps


def _extra(names: Names, campaign: str, wanted: int, given: int) -> str:
    said = {
        "title": names.campaign(campaign),
        "wanted": points(wanted, names.points),
        "given": points(given, names.points),
    }
    if given == wanted:
        return gettext("%(title)s adds %(given)s") % said
    return gettext("%(title)s adds %(given)s of %(wanted)s: its budget had no more room") % said


def more_of_it(reason: Reason, names: Names) -> list[str]:
    """The same as sentences, for the line itself."""
    by = {(kind, name) for _, factor, by in reason.get("parts", ()) for kind, name, one in by if one != "1"}
    by |= {("campaign", name) for name, _, given in reason.get("extra", ()) if given}
    told = []
    if by:
        titles = sorted(
            {"tier": names.tier, "plan": names.plan}.get(kind, names.campaign)(name) for kind, name in by
        )
        listed = format_list(titles, locale=locale())
        told.append(gettext("Multiplied by %(names)s.") % {"names": listed})
    if "capped" in reason:
        before, after = reason["capped"]
        words = gettext("It would be %(before)s; a cap leaves %(after)s.")
        told.append(words % {"before": points(before, names.points), "after": points(after, names.points)})
    return told


_ROUNDING: Mapping[str, Callable[[], str]] = {
    "down": lambda: gettext("down"),
    "half_up": lambda: gettext("half up"),
    "up": lambda: gettext("up"),
}
_STACKING: Mapping[str, Callable[[], str]] = {
    "best": lambda: gettext("the highest holds"),
    "sum": lambda: gettext("what each adds is added up"),
    "multiply": lambda: gettext("multiplied with each other"),
}
