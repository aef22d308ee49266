"""The list of members by tier: cheap, for it goes by the standings as they are kept."""

from datetime import datetime

from django.db.models import QuerySet

from loyalty.members.models import Member
from loyalty.programmes.live import live
from loyalty.shops.models import Shop


def tier_names(*, shop: Shop, now: datetime) -> dict[str, str]:
    """What the programme calls its levels, lowest first; nothing without tiers."""
    rules = live(programme_id=shop.programme_id, at=now)
    tiers = rules.document.tiers if rules else None
    return {level.id: level.title or level.id for level in tiers.levels} if tiers else {}


def in_tier(members: "QuerySet[Member]", tier: str, tiers: dict[str, str]) -> "QuerySet[Member]":
    """Those who hold this level; who was never judged holds the first."""
    first, *others = tiers
    if tier == first:
        return members.exclude(tier_standing__level__in=others)
    return members.filter(tier_standing__level=tier)


def tier_of(member: Member, tiers: dict[str, str]) -> str:
    """The name of the member's level; empty without tiers."""
    standing = getattr(member, "tier_standing", None)
    level = standing.level if standing else ""
    return tiers.get(level) or next(iter(tiers.values()), "")
