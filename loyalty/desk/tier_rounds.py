"""Tiers, plans and time: whoever is due is judged again, and everybody when what they are judged by has changed.

Every step is small and may be repeated, left out or run twice at once.
"""

import time
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from loyalty.desk.clocks import clock
from loyalty.desk.daily import one_shop_each
from loyalty.desk.following import follow
from loyalty.desk.standing_on_tiers import judge, judge_on, no_tiers
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.models import Shop
from loyalty.tiers.due import due
from loyalty.tiers.ground import ground
from loyalty.tiers.models import PlansHeld, Review, Standing
from loyalty.tiers.plans import ever_sold
from loyalty.tiers.qualify import rebuild
from loyalty.tiers.rounds import begin, following, went_on

log = structlog.get_logger(__name__)


def review_due(*, now: datetime) -> int:
    """Judges whose time has come; returns how many were looked at."""
    looked = 0
    for of in (Standing, PlansHeld):
        for programme_id, members in due(now=now, of=of):
            shop = _home(programme_id)
            if shop is not None:
                _review(shop, members, now)
                looked += len(members)
    return looked


def _review(shop: Shop, members: Sequence[int], now: datetime) -> None:
    """All at once; one by one when that fails, so that one member's trouble stays theirs."""
    try:
        with transaction.atomic():
            judge(shop=shop, member_ids=members, now=now)
    except Exception:
        if len(members) == 1:
            log.exception("a member's tier could not be reviewed", shop=shop.pk, member=members[0])
            return
        for member in members:
            _review(shop, [member], now)


def review_all(*, now: datetime) -> None:
    """A while for every programme's round; one programme's trouble is not another's."""
    for shop in one_shop_each():
        try:
            review_everybody(shop=shop, now=now)
        except Exception:
            log.exception("a round through a programme's tiers was broken off", programme=shop.programme_id)


def review_everybody(*, shop: Shop, now: datetime, seconds: float = 20.0) -> bool:
    """Goes on with the programme's round until it ends or the time is up; whether nothing is left to do."""
    versions, end = timeline(programme_id=shop.programme_id), time.monotonic() + seconds
    review = begin(shop=shop, versions=versions, now=now)
    while review is not None and review.done_at is None:
        if time.monotonic() >= end or not _step(shop, review, versions, now):
            return False
    return True


@transaction.atomic
def _step(shop: Shop, review: Review, versions: Timeline, now: datetime) -> bool:
    members = following(review)
    if not went_on(review, members, now=now):
        return False
    on = ground(shop=shop, at=now, versions=versions)
    if members and (on is not None or ever_sold(versions)):
        rebuild(shop=shop, member_ids=members, versions=versions)
    if on is None:
        no_tiers(shop=shop, versions=versions, member_ids=members, now=now)
    elif members:
        judge_on(shop=shop, versions=versions, on=on, member_ids=members, now=now)
    ticking = clock(shop=shop, versions=versions)
    follow(shop=shop, member_ids=members, versions=versions, clock=ticking, now=now)
    return True


def _home(programme_id: int) -> Shop | None:
    return Shop.objects.filter(programme_id=programme_id).order_by("pk").first()
