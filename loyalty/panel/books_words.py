"""What the proofs prove, in the reader's language: the books say it in English."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

PROVEN = (
    _("every transaction has entries that sum to zero"),
    _("every balance is the sum of its entries"),
    _("every lot is what its moves left of it"),
    _("open lots and balances agree"),
    _("nothing is below zero and no debt above it"),
    _("entries and lots share their transaction's programme, shop and currency"),
    _("every award holds what its transactions posted, in one currency"),
    _("every balance knows its transactions and its time"),
    _("no account was ever below zero, and no debt above it"),
    _("reserved points are those of open redemptions"),
    _("what a redemption took and gave back is in the books"),
    _("every award knows what of it expired"),
    _("in every month, what members have changed by what shops issued and took back"),
    _("every day that is kept is the sum of its entries"),
    _("what members still have is kept by age, end and first day as the books say it"),
    _("every transaction carries the fingerprint of itself and of the one before it"),
    _("every seal still fits what it sealed"),
    _("every member stands on the tier that their orders give"),
)


def proof_in_words(what: str) -> str:
    """The sentence in the active language; an unknown one as it is."""
    return gettext(what)
