"""A member's tier at any moment, reckoned from their orders (law X5)."""

from collections.abc import Iterator
from datetime import datetime

from loyalty.engine.ladder import standing
from loyalty.engine.qualifying import qualifying
from loyalty.engine.tier_standing import Qualifying, TierStanding
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.installed import gone_times
from loyalty.shops.models import Shop


def tier(*, shop: Shop, member_id: int, at: datetime) -> TierStanding | None:
    """The tier by the rules that were live at `at`, from what had happened by then; None without tiers.

    Told late counts when it happened: this is what is known today about that moment.
    """
    versions = timeline(programme_id=shop.programme_id)
    live = versions.live(at)
    if live is None or live.document.tiers is None:
        return None
    return standing(
        live.document.tiers,
        _history(shop, member_id, versions, at),
        at,
        shop.timezone,
        shop.currency,
        paused=gone_times(programme_id=shop.programme_id),
    )


def _history(shop: Shop, member_id: int, versions: Timeline, at: datetime) -> Iterator[Qualifying]:
    rows = Order.objects.filter(programme_id=shop.programme_id, member_id=member_id, processed_at__lte=at)
    for row in rows.order_by("processed_at", "pk"):
        rules = versions.version(row.terms["version"]) if row.terms else versions.live(row.processed_at or at)
        if rules is not None:
            told = qualifying(
                state_of(row), document=rules.document, source=f"order:{row.external_id}",
                timezone=shop.timezone, at=at,
            )  # fmt: skip
            if told is not None:
                yield told
