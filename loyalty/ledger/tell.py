"""Reasons in words, for the shopper and the merchant alike, in the active language and time zone."""

from collections.abc import Callable

from loyalty.common.speech import gettext
from loyalty.engine.document import Points
from loyalty.ledger.activity_words import activity
from loyalty.ledger.bonus_words import bonus
from loyalty.ledger.expiry_words import expiry, hold_end, reinstated
from loyalty.ledger.given_words import given, mission, not_fired, tier_entry
from loyalty.ledger.names import Names, names_of
from loyalty.ledger.order_words import order
from loyalty.ledger.spend_words import given_back, redeem, released, used
from loyalty.ledger.statement import Entry
from loyalty.ledger.why_words import why_words
from loyalty.ledger.words import Told


def tell(entry: Entry, names: Names | Points) -> Told:
    """One history line in words."""
    code, known = str(entry.reason.get("code")), names_of(names)
    if code in _NAMING:
        return _NAMING[code](entry, known)
    return _TELLERS.get(code, _plain)(entry, known.points)


def _ineligible(entry: Entry, names: Points) -> Told:
    order_name = entry.reason.get("order", "")
    title = (
        gettext("Order %(name)s") % {"name": order_name} if order_name else gettext("Joined the programme")
    )
    return Told(title, why_words(entry.reason["why"], names), [])


def _adjustment(entry: Entry, names: Points) -> Told:
    return Told(gettext("Adjusted by the shop"), entry.reason["why"], [])


def _welcomed(entry: Entry, names: Points) -> Told:
    return Told(
        gettext("Welcome by a friend"),
        gettext("Something for your first visit, because a friend sent you."),
        [],
    )


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


# What tiers, campaigns, rules and other currencies are called is part of these.
_NAMING: dict[str, Callable[[Entry, Names], Told]] = {
    "order": order,
    "items": order,
    "order_fixed": given,
    "campaign": given,
    "joined": given,
    "birthday": given,
    "anniversary": given,
    "activity": activity,
    "mission": mission,
    "tier_entry": tier_entry,
    "not_fired": not_fired,
}
_TELLERS: dict[str, Callable[[Entry, Points], Told]] = {
    "ineligible": _ineligible,
    "adjustment": _adjustment,
    "friend_offer": _welcomed,
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
