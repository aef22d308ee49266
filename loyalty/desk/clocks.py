"""What a programme's points live by: its versions' settings, the shop's time zone, the times the shop was gone."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.engine.expiry import Clock, Expiry
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.installed import gone_times
from loyalty.shops.models import Shop


def clock(*, shop: Shop, versions: Timeline | None = None) -> Clock:
    """The clock of the shop's programme."""
    known = versions or timeline(programme_id=shop.programme_id)
    settings = [(since, known.version(number).document.expiry) for since, number in sorted(known.since)]
    others = of_others(known)
    return Clock(
        timezone=shop.timezone,
        versions=settings,
        pauses=gone_times(programme_id=shop.programme_id)
        if _anything_ends(settings, *others.values())
        else (),
        others=others,
    )


def of_others(known: Timeline) -> dict[str, list[tuple[datetime, Expiry | None]]]:
    """The settings of every other currency: those of this schema never expire."""
    return {}


def _anything_ends(*settings: Sequence[tuple[datetime, Expiry | None]]) -> bool:
    return any(expiry is not None for one in settings for _, expiry in one)
