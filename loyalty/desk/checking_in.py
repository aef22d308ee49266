"""A member brought a code from a place: it counts once, or says why not."""

from datetime import datetime

from django.db import transaction

from loyalty.activities.models import PlaceCode
from loyalty.activities.place_codes import Found, Kind, NoCode, read
from loyalty.desk.doing import Deed, Kept, tell_activities
from loyalty.engine.calendar import wall_clock
from loyalty.shops.models import Shop

ACTOR = "member"


@transaction.atomic
def check_in(*, shop: Shop, member_id: int, token: str, now: datetime) -> Kept:
    """Raises NoCode: also "used" by somebody else, "used_by_you", and "today" for the second time on a day."""
    found = read(shop=shop, text=token, now=now)
    # Two who bring the same ticket come one after the other, and before any member is locked.
    code = PlaceCode.objects.select_for_update().get(pk=found.code.pk)
    deed = Deed(
        member_id=member_id,
        type=code.activity,
        key=_key(found, member_id, wall_clock(now, shop.timezone).date().isoformat()),
        at=now,
        place=code.place,
    )
    [kept] = tell_activities(shop=shop, deeds=[deed], actor=ACTOR, now=now)
    if kept.fresh:
        return kept
    if code.kind != Kind.SINGLE:
        raise NoCode("today", code)
    raise NoCode("used_by_you" if kept.activity.member_id == member_id else "used", code)


def _key(found: Found, member_id: int, day: str) -> str:
    """A ticket is one deed, whoever brings it; other codes are one a day for each member."""
    code = found.code
    if code.kind == Kind.SINGLE:
        return f"ticket:{code.pk}:{found.serial}"
    return f"place:{code.pk}:{day}:{member_id}"
