"""How each reward does: handed out, used, on its way, and what is left of it."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.engine.rewards import CODES, Reward
from loyalty.panel.parts.about import About
from loyalty.panel.templatetags.panel import number
from loyalty.rewards.models import Redemption
from loyalty.rewards.shelf import taken
from loyalty.shops.models import Shop

NEEDS = {"gift_card": "write_gift_cards", "store_credit": "write_store_credit_account_transactions"}


def how_they_do(shop: Shop, about: About) -> dict[str, list[str]]:
    """Sentences by reward; none for one that nobody had and that has no end."""
    states: dict[str, dict[str, int]] = defaultdict(dict)
    rows = (
        Redemption.objects.filter(shop=shop).values_list("reward", "state").annotate(Count("pk")).order_by()
    )
    for reward, state, count in rows:
        states[reward][state] = count
    out = taken(programme_id=shop.programme_id)
    return {one.id: _told(one, states[one.id], out.get(one.id, {}), shop) for one in about.document.rewards}


def _told(reward: Reward, states: Mapping[str, int], out: Mapping[str, int], shop: Shop) -> list[str]:
    said = []
    had = sum(states.get(one, 0) for one in ("reserved", "issued", "used"))
    if had:
        told = {"n": number(had), "used": number(states.get("used", 0))}
        said.append(
            ngettext("%(n)s handed out, %(used)s used", "%(n)s handed out, %(used)s used", had) % told
        )
    if reward.stock is not None:
        left = max(0, reward.stock - out.get("", 0))
        said.append(_("%(left)s of %(all)s left") % {"left": number(left), "all": number(reward.stock)})
    if reward.sessions:
        seats = sum(one.seats for one in reward.sessions)
        free = sum(max(0, one.seats - out.get(one.id, 0)) for one in reward.sessions)
        said.append(_("%(free)s of %(all)s seats free") % {"free": number(free), "all": number(seats)})
    if lacks(reward, shop):
        said.append(_("the store does not let us make it: open the app in the store to permit it"))
    return said


def lacks(reward: Reward, shop: Shop) -> bool:
    """Whether the store has not granted what making it takes; nothing is said where no grant is known."""
    needed = "write_discounts" if reward.kind in CODES else NEEDS.get(reward.kind)
    if reward.kind == "free_product" and not reward.products:
        needed = None
    return bool(needed and shop.scopes and needed not in shop.scopes.split(","))
