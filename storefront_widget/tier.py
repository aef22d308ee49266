"""The member's tier as data and in sentences; and that they have been told of what they may lose."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from loyalty.engine.document import Points
from loyalty.ledger.words import day
from loyalty.programmes.live import Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.now import TierNow, tier_now
from loyalty.tiers.perks import perks_now
from loyalty.tiers.progress import percent
from loyalty.tiers.warnings import warned
from loyalty.tiers.words import TierWords
from storefront_widget.perks import perk_data

CHANNEL = "widget"
Data = dict[str, Any]


def tier_block(
    *, shop: Shop, member_id: int, names: Points, now: datetime, versions: Timeline
) -> Data | None:
    """Level, progress, perks and warning; None in a programme without tiers."""
    has = tier_now(shop=shop, member_id=member_id, now=now, versions=versions)
    if has is None:
        return None
    words = TierWords(has.tiers, names, shop.currency)
    title = words.title(has.level.id)
    following = has.told.next
    missing = words.missing(following.missing, following.level) if following else ""
    return {
        "id": has.level.id,
        "title": title,
        "since_text": day(has.since) if has.since else "",
        "next": following
        and {
            "id": following.level,
            "title": words.title(following.level),
            "text": missing,
            "percent": percent(has),
        },
        "perks": [perk_data(one) for one in perks_now(has=has, member_id=member_id, now=now)],
        "warning_text": _warning(has, words, now),
        "text": gettext("{tier}: {missing}").format(tier=title, missing=missing) if missing else title,
    }


def told_of_tier(member_id: int, *, now: datetime) -> int:
    """Writes down that the member read the warning (law X6); asked only when there is one."""
    return warned(member_id=member_id, channel=CHANNEL, now=now)


def _warning(has: TierNow, words: TierWords, now: datetime) -> str:
    """What the recorded warning says; told today, the level lasts at least the days between from today on."""
    warning = has.warning
    if warning is None:
        return ""
    read = warning.sent_at or now
    ends = max(warning.falls_at, read + timedelta(days=has.tiers.warn_days))
    return words.warning(warning.level, warning.to_level, ends)
