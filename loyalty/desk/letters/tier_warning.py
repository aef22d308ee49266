"""Letters before a level is lost. Facts: `warning`. Handed over, they count as the warning (law X6)."""

from datetime import timedelta

from loyalty.desk.letters.told import CHANNEL, names_at, with_balance
from loyalty.ledger.words import last_day
from loyalty.notices.teller import Asked, Values
from loyalty.tiers.now import tier_now
from loyalty.tiers.warnings import warned


def values(asked: Asked) -> Values | None:
    """Read today, the level lasts at least the days between from today on; nothing where it was kept meanwhile."""
    has = tier_now(shop=asked.shop, member_id=asked.member_id, now=asked.now)
    if has is None or has.warning is None or has.warning.pk != asked.facts["warning"]:
        return None
    read = has.warning.sent_at or asked.now
    ends = max(has.warning.falls_at, read + timedelta(days=has.tiers.warn_days))
    names = names_at(asked)
    own = {
        "tier": names.tier(has.warning.level),
        "next_tier": names.tier(has.warning.to_level),
        "date": last_day(ends),
    }
    return with_balance(asked, own)


def told(asked: Asked) -> None:
    warned(member_id=asked.member_id, channel=CHANNEL, now=asked.now)
