"""For whom a reward is, told to a member whom the condition left out."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext, ngettext

from loyalty.ledger.names import Names
from loyalty.ledger.words import months

Why = Mapping[str, Any]


def for_whom(why: Why, names: Names) -> str:
    """'For Gold members', of the question that failed as loyalty.engine.misses stores it."""
    told = _TOLD.get(why.get("field", ""))
    return (told(why, names) if told else "") or gettext("Not open to you just now")


def _asked(why: Why) -> list[str]:
    given = why.get("in", why.get("is", []))
    return [str(one) for one in given] if isinstance(given, list) else [str(given)]


def _either(titles: list[str]) -> str:
    return gettext(" or ").join(titles)


def _tier(why: Why, names: Names) -> str:
    words = gettext("Not for %(tier)s members") if why.get("not") else gettext("For %(tier)s members")
    return words % {"tier": _either([names.tier(one) for one in _asked(why)])}


def _plan(why: Why, names: Names) -> str:
    plan = _either([names.plan(one) for one in _asked(why)])
    words = (
        gettext("Not with the membership %(plan)s")
        if why.get("not")
        else gettext("With the membership %(plan)s")
    )
    return words % {"plan": plan}  # fmt: skip


def _badge(why: Why, names: Names) -> str:
    if why.get("not"):
        return ""
    return gettext("With the badge %(badge)s") % {"badge": _either([names.badge(one) for one in _asked(why)])}


def _least(why: Why) -> int | None:
    """The smallest number that would do; None where the question is another one."""
    if why.get("not"):
        return None
    if "at_least" in why:
        return ceil(Decimal(str(why["at_least"])))
    return floor(Decimal(str(why["above"]))) + 1 if "above" in why else None


def _orders(why: Why, _names: Names) -> str:
    least = _least(why)
    if least is None:
        return ""
    return ngettext("After %(number)s order", "After %(number)s orders", least) % {"number": least}


def _days(why: Why, _names: Names) -> str:
    least = _least(why)
    if least is None:
        return ""
    return ngettext("After %(number)s day as a member", "After %(number)s days as a member", least) % {
        "number": least
    }


def _birthday(why: Why, _names: Names) -> str:
    month = why.get("is")
    if why.get("not") or not isinstance(month, int):
        return ""
    return gettext("For birthdays in %(month)s") % {"month": dict(months()).get(month, str(month))}


_TOLD: dict[str, Callable[[Why, Names], str]] = {
    "member.tier": _tier,
    "member.plan": _plan,
    "member.badge": _badge,
    "member.orders_before": _orders,
    "member.days_since_joined": _days,
    "member.birthday_month": _birthday,
}
