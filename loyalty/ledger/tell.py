"""Reasons in words, for the shopper and the merchant alike, in the active language and time zone."""

from collections.abc import Callable

from django.utils.translation import gettext

from loyalty.engine.document import Points
from loyalty.ledger.bonus_words import bonus
from loyalty.ledger.expiry_words import expiry, hold_end, reinstated
from loyalty.ledger.order_words import order
from loyalty.ledger.spend_words import given_back, redeem, released, used
from loyalty.ledger.statement import Entry
from loyalty.ledger.words import Told


def tell(entry: Entry, names: Points) -> Told:
    """One history line in words."""
    return _TELLERS.get(str(entry.reason.get("code")), _plain)(entry, names)


def _ineligible(entry: Entry, names: Points) -> Told:
    order_name = entry.reason.get("order", "")
    title = (
        gettext("Order %(name)s") % {"name": order_name} if order_name else gettext("Joined the programme")
    )
    return Told(title, _INELIGIBLE[entry.reason["why"]](), [])


def _adjustment(entry: Entry, names: Points) -> Told:
    return Told(gettext("Adjusted by the shop"), entry.reason["why"], [])


def _joined(entry: Entry, names: Points) -> Told:
    return Told(gettext("Joined the programme"), gettext("A welcome for joining."), [])


def _birthday(entry: Entry, names: Points) -> Told:
    return Told(gettext("Your birthday"), gettext("Happy birthday! This is a present."), [])


def _anniversary(entry: Entry, names: Points) -> Told:
    return Told(gettext("Another year together"), gettext("A thank-you on the day you joined."), [])


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


_INELIGIBLE: dict[str, Callable[[], str]] = {
    "test": lambda: gettext("A test order earns nothing."),
    "unconfirmed": lambda: gettext("The order is not confirmed yet."),
    "not_paid": lambda: gettext("The order is not paid yet; it earns when it is."),
    "no_customer": lambda: gettext("The order names no customer who could own points."),
    "no_programme": lambda: gettext("No programme was live when the order was placed."),
    "no_rule": lambda: gettext("The programme had no rule for orders then."),
    "not_first": lambda: gettext("The bonus for a first order is given once, for the first one."),
    "collected_before": lambda: gettext("The welcome is given once, and was collected before."),
}
_TELLERS: dict[str, Callable[[Entry, Points], Told]] = {
    "order": order,
    "ineligible": _ineligible,
    "adjustment": _adjustment,
    "joined": _joined,
    "birthday": _birthday,
    "anniversary": _anniversary,
    "first_order": bonus,
    "referral_friend": bonus,
    "referral_advocate": bonus,
    "expiry": expiry,
    "hold_end": hold_end,
    "reinstatement": reinstated,
    "redeem": redeem,
    "redeem_used": used,
    "redeem_released": released,
    "redeem_back": given_back,
    "claim_in": _claimed,
    "claim_out": _claimed,
    "merge_in": _merged,
    "merge_out": _merged,
    "forfeited": _forfeited,
}
