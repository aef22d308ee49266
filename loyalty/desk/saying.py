"""What no network lets anybody check: the page was opened through our link, some time went by, the member says so."""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction

from loyalty.activities.models import Activity, Opening
from loyalty.desk.doing import Deed, tell_activities
from loyalty.desk.way import done_before, how_of, key_of, way
from loyalty.engine.ways import Link
from loyalty.shops.models import Shop

ACTOR = "member"


class NotOpened(ValueError):
    """They have not opened it through our link."""


class TooSoon(ValueError):
    """They have not been there for long enough; `seconds` more."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} seconds too soon")
        self.seconds = seconds


def open_link(*, shop: Shop, member_id: int, rule: str, now: datetime) -> str:
    """The address to go to; the first opening counts. Raises NoSuchWay."""
    link = how_of(way(shop=shop, rule=rule, now=now), Link)
    Opening.objects.get_or_create(shop=shop, member_id=member_id, way=rule, defaults={"at": now})
    return link.url


@transaction.atomic
def say(*, shop: Shop, member_id: int, rule: str, now: datetime) -> Activity:
    """Once per member and campaign, however often it is said. Raises NoSuchWay, NotOpened, TooSoon."""
    found = way(shop=shop, rule=rule, now=now)
    link = how_of(found, Link)
    before = done_before(shop=shop, rule=found, member_id=member_id)
    if before is not None:
        return before
    opened = Opening.objects.filter(shop=shop, member_id=member_id, way=rule).first()
    if opened is None:
        raise NotOpened
    left = opened.at + timedelta(seconds=link.seconds) - now
    if left > timedelta(0):
        raise TooSoon(ceil(left.total_seconds()))
    deed = Deed(
        member_id=member_id,
        type=found.activity,
        key=key_of(found, member_id),
        at=now,
        proof="self_declared",
        data={"network": link.network, "deed": link.deed, "opened": opened.at.isoformat()},
    )
    [kept] = tell_activities(shop=shop, deeds=[deed], actor=ACTOR, now=now)
    return kept.activity
