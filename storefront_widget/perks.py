"""A perk of a tier or a plan as data."""

from typing import Any

from django.utils.translation import ngettext

from loyalty.tiers.perks import PerkNow


def perk_data(one: PerkNow) -> dict[str, Any]:
    """Its title, and how much is left of it where it is counted."""
    left = ""
    if one.left is not None:
        left = ngettext("{number} left", "{number} left", one.left).format(number=one.left)
    return {"id": one.perk.id, "title": one.perk.title or one.perk.id, "left": one.left, "left_text": left}
