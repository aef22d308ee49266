"""What derives from an order: the bonus of a first one, and both sides of a referral."""

from collections.abc import Callable

from loyalty.common.speech import gettext
from loyalty.engine.derived import WITHHELD
from loyalty.engine.document import Points
from loyalty.ledger.settled_words import settled
from loyalty.ledger.statement import Entry
from loyalty.ledger.why_words import PLAIN
from loyalty.ledger.words import Reason, Told, points

Say = Callable[[], str]


def bonus(entry: Entry, names: Points) -> Told:
    reason = entry.reason
    change = reason.get("change", reason["points"])
    title = _TITLES[reason["code"]]()
    if change < 0:
        why = _TAKEN[_side(reason)][_cause(reason)]() % {"points": points(-change, names)}
    elif reason.get("why") in WITHHELD:
        why = _WITHHELD.get(reason["why"], PLAIN.get(reason["why"], _NOTHING["own"]["returned"]))()
    elif reason.get("why"):
        why = _NOTHING[_side(reason)][_cause(reason)]()
    else:
        why = _GIVEN[reason["code"]]()
    if reason.get("order") and reason["code"] == "first_order":
        title = gettext("First order %(name)s") % {"name": reason["order"]}
    return Told(title, settled(why, entry, names), [])


def _side(reason: Reason) -> str:
    return "friend" if reason["code"] == "referral_advocate" else "own"


def _cause(reason: Reason) -> str:
    why = reason.get("why")
    if why in WITHHELD:
        return "withheld"
    return "cancelled" if why == "cancelled" else "returned"


_TITLES: dict[str, Say] = {
    "first_order": lambda: gettext("First order"),
    "referral_friend": lambda: gettext("Welcome by a friend"),
    "referral_advocate": lambda: gettext("You brought a friend"),
}
_GIVEN: dict[str, Say] = {
    "first_order": lambda: gettext("A bonus for your first order."),
    "referral_friend": lambda: gettext("A bonus for your first order, because a friend brought you."),
    "referral_advocate": lambda: gettext("A friend you brought placed a first order. Thank you!"),
}
_TAKEN: dict[str, dict[str, Say]] = {
    "own": {
        "withheld": lambda: gettext("It no longer counts as a friend's first visit: %(points)s taken back."),
        "cancelled": lambda: gettext("That order was cancelled, so its bonus of %(points)s was taken back."),
        "returned": lambda: gettext(
            "Everything of that order was returned, so its bonus of %(points)s was taken back."
        ),
    },
    "friend": {
        "withheld": lambda: gettext("It no longer counts as a friend's first visit: %(points)s taken back."),
        "cancelled": lambda: gettext("Your friend's order was cancelled, so its %(points)s were taken back."),
        "returned": lambda: gettext(
            "Your friend returned everything of the order, so its %(points)s were taken back."
        ),
    },
}
_WITHHELD: dict[str, Say] = {
    "in_review": lambda: gettext("The shop looks at it first; you will read here what becomes of it."),
    "refused": lambda: gettext("The shop did not accept it as a friend's first visit."),
    "limit": lambda: gettext("You have brought as many friends as are rewarded for now. Thank you!"),
    "budget": lambda: gettext("As many friends as the shop can reward for now came before."),
    "below_minimum": lambda: gettext("The order came to less than a welcome takes."),
}
_NOTHING: dict[str, dict[str, Say]] = {
    "own": {
        "cancelled": lambda: gettext("The order was cancelled, so it brings no bonus."),
        "returned": lambda: gettext("Nothing of the order was kept, so it brings no bonus."),
    },
    "friend": {
        "cancelled": lambda: gettext("Your friend's order was cancelled, so it brings no bonus."),
        "returned": lambda: gettext("Your friend kept nothing of the order, so it brings no bonus."),
    },
}
