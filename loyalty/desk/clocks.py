"""What a programme's points live by: its versions' settings, the shop's time zone, the times the shop was gone."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.engine.expiry import Clock, Expiry, others
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.installed import gone_times
from loyalty.shops.models import Shop


def clock(*, shop: Shop, versions: Timeline | None = None) -> Clock:
    """The clock of the shop's programme; made once per timeline."""
    known = versions or timeline(programme_id=shop.programme_id)
    if shop.timezone not in known.clocks:
        known.clocks[shop.timezone] = _made(shop, known)
    return known.clocks[shop.timezone]


def _made(shop: Shop, known: Timeline) -> Clock:
    documents = [(since, known.version(number).document) for since, number in sorted(known.since)]
    settings = [(since, document.expiry) for since, document in documents]
    beside = others((since, document.expiries) for since, document in documents)
    return Clock(
        timezone=shop.timezone,
        versions=settings,
        pauses=gone_times(programme_id=shop.programme_id)
        if _anything_ends(settings, *beside.values())
        else (),
        others=beside,
    )


def _anything_ends(*settings: Sequence[tuple[datetime, Expiry | None]]) -> bool:
    return any(expiry is not None for one in settings for _, expiry in one)
