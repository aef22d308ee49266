"""What happened to members, read from what the books and the other rooms wrote down: the one source of letters and
webhooks. Nothing is written where it happens (docs/adr/0401)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

import structlog

from loyalty.desk import (
    happened_activities,
    happened_judgements,
    happened_members,
    happened_points,
    happened_referrals,
    happened_rewards,
    happened_tiers,
)
from loyalty.desk.happened_warnings import waiting
from loyalty.notices import tide
from loyalty.notices.happening import Happening
from loyalty.notices.post import post
from loyalty.notices.write import write
from loyalty.shops.models import Shop

log = structlog.get_logger(__name__)
Source = Callable[[int, int], Iterable[Happening]]
SOURCES: tuple[tuple[str, Source], ...] = (
    (happened_points.TABLE, happened_points.happened),
    (happened_rewards.TABLE, happened_rewards.happened),
    (happened_tiers.TABLE, happened_tiers.happened),
    (happened_referrals.TABLE, happened_referrals.happened),
    (happened_activities.TABLE, happened_activities.happened),
    (happened_judgements.DEEDS, happened_judgements.deeds),
    (happened_judgements.CLAIMS, happened_judgements.claims),
)


def listen(*, now: datetime, patient: bool = True) -> None:
    """Reads on in every source and writes down who is to be told. One source's trouble is not another's."""
    for table, source in SOURCES:
        try:
            tide.flow(source=table, table=table, read=partial(_read, source, now), patient=patient)
        except Exception:
            log.exception("what happened could not be read", source=table)
    for shop in _here():
        tell(happened_members.joined(shop=shop, now=now), now=now)


def _read(source: Source, now: datetime, after: int, up_to: int) -> None:
    tell(source(after, up_to), now=now)


def tell(happened: Iterable[Happening], *, now: datetime) -> None:
    """Writes letters for members and events for merchants' programs, in the caller's transaction."""
    found = list(happened)
    write(found, now=now)
    post(found, now=now)


def look_ahead(*, now: datetime) -> None:
    """Once an hour: what was recorded and not told, and codes that end soon."""
    for batch in waiting(now=now):
        tell(batch, now=now)
    tell(happened_rewards.ending_soon(now=now), now=now)
    for shop in _here():
        for people in happened_members.month_over(shop=shop, now=now):
            tell(people, now=now)
        for people in happened_members.half_month(shop=shop, now=now):
            tell(people, now=now)


def _here() -> list[Shop]:
    rows = Shop.objects.filter(installations__uninstalled_at=None, installations__isnull=False)
    return list(rows.distinct().order_by("pk"))
