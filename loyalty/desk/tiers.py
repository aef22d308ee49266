"""A member's tier at any moment, reckoned from their orders (law X5)."""

from datetime import datetime

from loyalty.engine.ladder import standing
from loyalty.engine.tier_standing import TierStanding
from loyalty.programmes.live import timeline
from loyalty.shops.installed import gone_times
from loyalty.shops.models import Shop
from loyalty.tiers.history import history


def tier(*, shop: Shop, member_id: int, at: datetime) -> TierStanding | None:
    """The tier by the rules that were live at `at`, from what had happened by then; None without tiers.

    Told late counts when it happened: this is what is known today about that moment.
    """
    versions = timeline(programme_id=shop.programme_id)
    live = versions.live(at)
    if live is None or live.document.tiers is None:
        return None
    past = history(shop=shop, member_ids=[member_id], versions=versions, at=at)
    return standing(
        live.document.tiers,
        [one.counts.tiers for one in past if one.counts.tiers is not None],
        at,
        shop.timezone,
        shop.currency,
        paused=gone_times(programme_id=shop.programme_id),
    )
