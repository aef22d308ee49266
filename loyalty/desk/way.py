"""A way to earn that members walk on the shop's own pages: the rule of the live programme that says how."""

from datetime import datetime
from typing import TypeVar

from loyalty.activities.linked import has_key
from loyalty.activities.models import Activity
from loyalty.activities.networks import leads_astray
from loyalty.engine.calendar import wall_clock
from loyalty.engine.compiled import outside
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Account, Link, Post
from loyalty.programmes.live import live
from loyalty.shops.models import Shop

H = TypeVar("H")


class NoSuchWay(ValueError):
    """The programme has no such way just now."""


def walkable(rule: ActivityRule, *, shop: Shop, now: datetime) -> bool:
    """Whether members can go it now: one that would lead them astray is no way, nor one the shop has no keys for."""
    if rule.how is None or outside(rule, wall_clock(now, shop.timezone)):
        return False
    if isinstance(rule.how, Link | Account | Post) and leads_astray(rule.how):
        return False
    return not isinstance(rule.how, Account) or has_key(shop=shop, network=rule.how.network)


def way(*, shop: Shop, rule: str, now: datetime) -> ActivityRule:
    """Raises NoSuchWay."""
    found = live(programme_id=shop.programme_id, at=now)
    rules = found.document.activity_rules if found else ()
    for one in rules:
        if one.id == rule and walkable(one, shop=shop, now=now):
            return one
    raise NoSuchWay(rule)


def how_of(rule: ActivityRule, kind: type[H]) -> H:
    """How it is done, when it is done like that. Raises NoSuchWay."""
    if not isinstance(rule.how, kind):
        raise NoSuchWay(rule.id)
    return rule.how


def key_of(rule: ActivityRule, member_id: int) -> str:
    """Of what a member does once in a campaign; a rule is a campaign."""
    return f"way:{rule.id}:{member_id}"


def done_before(*, shop: Shop, rule: ActivityRule, member_id: int) -> Activity | None:
    """The deed, also of somebody who turned out to be this member."""
    rows = Activity.objects.filter(shop=shop, member_id=member_id, type=rule.activity)
    return rows.filter(key__startswith=f"way:{rule.id}:").order_by("pk").first()
