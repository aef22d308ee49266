"""The kinds of rewards: what they are called, and which boxes of the form each of them has."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from loyalty.engine.rewards import CODES, GONE_WHEN_GIVEN, SLIDING

KINDS = (
    ("amount_off", _("Money off")),
    ("percent_off", _("Percent off")),
    ("free_shipping", _("Free shipping")),
    ("free_product", _("A free product")),
    ("buy_x_get_y", _("Buy this, get that")),
    ("gift_card", _("A gift card")),
    ("store_credit", _("Store credit")),
    ("experience", _("An experience with dates and seats")),
    ("donation", _("A donation")),
    ("exchange", _("Units of a partner")),
    ("custom", _("Something of your own")),
)
ALL = frozenset(kind for kind, _title in KINDS)
_CODES, _GONE, _SLIDING = frozenset(CODES), frozenset(GONE_WHEN_GIVEN), frozenset(SLIDING)
# Handed over by the shop's people: the store has no part in it.
BY_HAND = frozenset({"custom", "experience", "exchange"})

# Boxes that only some kinds have; whatever is not here, all have.
OWN: Mapping[str, frozenset[str]] = {
    "amount": _SLIDING - {"exchange"},
    "percent": frozenset({"percent_off"}),
    "get_percent": frozenset({"buy_x_get_y"}),
    "products": frozenset({"amount_off", "percent_off", "free_product", "buy_x_get_y"}),
    "collections": frozenset({"amount_off", "percent_off", "buy_x_get_y"}),
    "buys_quantity": frozenset({"buy_x_get_y"}),
    "buys_products": frozenset({"buy_x_get_y"}),
    "buys_collections": frozenset({"buy_x_get_y"}),
    "get_quantity": frozenset({"buy_x_get_y"}),
    "sessions": frozenset({"experience"}),
    "charity": frozenset({"donation"}),
    "partner": frozenset({"exchange"}),
    "rate": frozenset({"exchange"}),
    "sliding": _SLIDING,
    "slider_min": _SLIDING,
    "slider_max": _SLIDING,
    "slider_step": _SLIDING,
    "slider_basket": frozenset({"amount_off"}),
    "minimum": _CODES,
    "combines_order": _CODES,
    "combines_product": _CODES,
    "combines_shipping": _CODES,
    "pool": _CODES,
    "code_days": ALL - _GONE,
    "unused": ALL - _GONE,
    "points_leave": ALL - _GONE,
}


def has(kind: str | None, box: str) -> bool:
    """Whether a reward of this kind has that box."""
    return kind in OWN.get(box, ALL)
