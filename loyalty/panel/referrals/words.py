"""Why a referral is looked at, in words for the merchant."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.referrals.models import Claim

STATES = {
    Claim.State.PENDING: (gettext_lazy("has not bought yet"), ""),
    Claim.State.HELD: (gettext_lazy("waits for you"), "care"),
    Claim.State.PASSED: (gettext_lazy("counts"), "good"),
    Claim.State.REFUSED: (gettext_lazy("does not count"), "bad"),
}
SOURCES = {
    Claim.Source.LANDING: gettext_lazy("the page for friends"),
    Claim.Source.LINK: gettext_lazy("a link, remembered in the basket"),
    Claim.Source.ADDRESS: gettext_lazy("a link, in the address of the visit"),
    Claim.Source.TOLD: gettext_lazy("another system"),
}


def reasons(stored: Sequence[Sequence[Any]]) -> list[tuple[str, int]]:
    """Each reason in a sentence, with its weight."""
    return [(_said(str(code), int(others)), int(weight)) for code, weight, others in stored]


def _said(code: str, others: int) -> str:
    known = _REASONS.get(code)
    return known() % {"others": others} if known else code.replace("_", " ")


_REASONS: Mapping[str, Callable[[], str]] = {
    "same_customer": lambda: _("It is the same customer."),
    "customer_before": lambda: _("The friend had bought here before."),
    "like_a_customer": lambda: _("Somebody of this address and telephone had bought here before."),
    "mailbox_again": lambda: _("A friend came with this mailbox before."),
    "same_mailbox": lambda: _("Both use the same mailbox, spelled differently."),
    "similar_mailbox": lambda: _("Both addresses differ only by a number."),
    "numbered_mailboxes": lambda: _("%(others)s friends have addresses that differ only by a number."),
    "thrown_away_mailbox": lambda: _("The friend's mailbox is one that lives for minutes."),
    "same_browser": lambda: _("Both use the same browser."),
    "browser_again": lambda: _("%(others)s other friends came out of the same browser."),
    "same_phone": lambda: _("Both have the same telephone."),
    "phone_again": lambda: _("%(others)s other friends have the same telephone."),
    "same_address": lambda: _("Both have the same address."),
    "address_again": lambda: _("%(others)s other friends have the same address."),
    "same_network": lambda: _("Both come out of the same network; by itself that means little."),
    "network_again": lambda: _("%(others)s other friends came out of the same network."),
    "many_today": lambda: _("%(others)s other friends came within a day."),
    "many_this_week": lambda: _("%(others)s other friends came within a week."),
    "ring": lambda: _("%(others)s friends hang together with these two by browser, telephone or mailbox."),
}
