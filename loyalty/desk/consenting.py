"""A member says yes to something, and may take it back: from then on it opens nothing more, and what it gave stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from loyalty.activities.models import Activity
from loyalty.desk.doing import Deed, judge_activity, tell_activities
from loyalty.desk.way import how_of, way
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Consent
from loyalty.shops.models import Shop

ACTOR = "member"
State = Activity.State


@transaction.atomic
def agree(*, shop: Shop, member_id: int, rule: str, now: datetime) -> Activity:
    """With the words that were agreed to. Agreeing while it stands changes nothing. Raises NoSuchWay."""
    found = way(shop=shop, rule=rule, now=now)
    consent = how_of(found, Consent)
    rows = _theirs(shop, member_id, found)
    standing = rows.filter(state=State.DONE).first()
    if standing is not None:
        return standing
    deed = Deed(
        member_id=member_id,
        type=found.activity,
        key=f"consent:{found.activity}:{member_id}:{rows.count() + 1}",
        at=now,
        data={"agreed": consent.text},
    )
    [kept] = tell_activities(shop=shop, deeds=[deed], actor=ACTOR, now=now)
    return kept.activity


@transaction.atomic
def withdraw(*, shop: Shop, member_id: int, rule: str, now: datetime) -> bool:
    """Whether there was anything to take back. Raises NoSuchWay."""
    found = way(shop=shop, rule=rule, now=now)
    how_of(found, Consent)
    standing = list(_theirs(shop, member_id, found).filter(state=State.DONE))
    for one in standing:
        judge_activity(activity=one, state=State.ENDED, actor=ACTOR, now=now)
    return bool(standing)


def _theirs(shop: Shop, member_id: int, rule: ActivityRule) -> QuerySet[Activity]:
    rows = Activity.objects.filter(shop=shop, member_id=member_id, type=rule.activity)
    return rows.select_related("shop").order_by("pk")
