"""Fixed awards in words: for an order, by a campaign, for joining, on a day, for a mission, for a tier."""

from collections.abc import Callable, Mapping

from loyalty.common.speech import gettext
from loyalty.ledger.factor_words import after_steps
from loyalty.ledger.names import Names
from loyalty.ledger.settled_words import settled
from loyalty.ledger.statement import Entry
from loyalty.ledger.why_words import why_words
from loyalty.ledger.words import Told, points


def given(entry: Entry, names: Names) -> Told:
    """'Tea week' — 'A bonus of 50 points for this order.'"""
    reason = entry.reason
    change = reason.get("change", reason["points"])
    title = _title(entry, names)
    said = {"points": points(abs(change), names.points)}
    if change < 0:
        cause = "cancelled" if reason.get("why") == "cancelled" else "returned"
        sentence = _TAKEN[cause]() % said
    elif reason.get("why"):
        sentence = why_words(reason["why"], names)
    else:
        sentence = _GIVEN[reason["code"]]() % said
    return Told(title, settled(sentence, entry, names.points), after_steps(reason, names))


def _title(entry: Entry, names: Names) -> str:
    reason = entry.reason
    if reason.get("order"):
        order = gettext("Order %(name)s") % {"name": reason["order"]}
        if reason["code"] == "campaign":
            return gettext("%(first)s: %(second)s") % {"first": order, "second": names.rule(entry.rule)}
        return order
    return _TITLES[reason["code"]]()


def mission(entry: Entry, names: Names) -> Told:
    """A mission's award; the goals are the steps."""
    reason = entry.reason
    change = reason.get("change", reason["points"])
    said = {"points": points(abs(change), names.points), "times": reason.get("done", 0)}
    if change < 0:
        sentence = gettext("What it counted went back: %(points)s taken back.") % said
    elif reason["points"]:
        sentence = gettext("Done: %(points)s.") % said
    else:
        sentence = gettext("Not done yet.")
    steps = [_goal(names, *goal) for goal in reason.get("goals", ())]
    title = gettext("Mission: %(title)s") % {"title": names.mission(reason["mission"])}
    return Told(title, settled(sentence, entry, names.points), steps)


def _goal(names: Names, count: str, reached: int, reach: int) -> str:
    units = names.held(count).points
    return gettext("%(reached)s of %(reach)s") % {"reached": reached, "reach": points(reach, units)}


def tier_entry(entry: Entry, names: Names) -> Told:
    """The gift for reaching a level."""
    reason = entry.reason
    change = reason.get("change", reason.get("points", entry.points))
    said = {"tier": names.tier(reason["level"]), "points": points(abs(change), names.points)}
    title = gettext("Welcome to %(tier)s") % said
    if change < 0:
        sentence = gettext("%(tier)s was not reached after all, so %(points)s went back.") % said
    else:
        sentence = gettext("%(points)s for reaching %(tier)s.") % said
    return Told(title, settled(sentence, entry, names.points), [])


def not_fired(entry: Entry, names: Names) -> Told:
    """One rule in a sentence, several as steps."""
    reason = entry.reason
    order = reason.get("order", "")
    title = gettext("Order %(name)s") % {"name": order} if order else gettext("Nothing was given")
    misses = [(names.rule(rule), why_words(why, names)) for rule, why in reason.get("rules", {}).items()]
    told = [gettext("%(title)s: %(why)s") % {"title": rule, "why": why} for rule, why in misses]
    if len(told) == 1:
        return Told(title, told[0], [])
    return Told(title, gettext("These gave nothing for it; each says why."), told)


_TITLES: Mapping[str, Callable[[], str]] = {
    "order_fixed": lambda: gettext("Order"),
    "campaign": lambda: gettext("A campaign"),
    "joined": lambda: gettext("Joined the programme"),
    "birthday": lambda: gettext("Your birthday"),
    "anniversary": lambda: gettext("Another year together"),
}
_GIVEN: Mapping[str, Callable[[], str]] = {
    "order_fixed": lambda: gettext("%(points)s for the order."),
    "campaign": lambda: gettext("A bonus of %(points)s for the order."),
    "joined": lambda: gettext("A welcome for joining."),
    "birthday": lambda: gettext("Happy birthday: %(points)s."),
    "anniversary": lambda: gettext("Thank you for another year: %(points)s."),
}
_TAKEN: Mapping[str, Callable[[], str]] = {
    "cancelled": lambda: gettext("The order was cancelled: %(points)s taken back."),
    "returned": lambda: gettext("The goods went back: %(points)s taken back."),
}
