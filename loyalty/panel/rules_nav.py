"""The places under the Programme tab: each one part of the programme.

A page belongs to the entry that its address's name begins with: `tiers` and `tiers_one` both mark Tiers.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Name of the address in panel/urls.py, title.
ENTRIES: tuple[tuple[str, str | Promise], ...] = (
    ("earning", _("Overview")),
    ("ways", _("Ways to earn")),
    ("campaigns", _("Campaigns")),
    ("caps", _("Limits")),
    ("tiers", _("Tiers")),
    ("plans", _("Memberships")),
    ("collect", _("Points and more")),
    ("missions", _("Missions and cards")),
    ("rewards", _("Rewards")),
    ("referral", _("Friends")),
)


@dataclass(frozen=True, slots=True)
class RulesPlace:
    """One entry of the sub-navigation."""

    title: str | Promise
    url: str
    current: bool


def rules_places(view_name: str) -> list[RulesPlace]:
    """The entries, one of them current: the one whose name the view's name begins with."""
    found = []
    for name, title in ENTRIES:
        try:
            url = reverse(f"panel:{name}")
        except NoReverseMatch:
            continue
        current = view_name == name or view_name.startswith(f"{name}_")
        found.append(RulesPlace(title, url, current))
    return found
