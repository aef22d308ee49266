"""A member says yes to something, and may take it back: from then on it opens nothing more, and what it gave stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from loyalty.activities.models import Activity
from loyalty.desk.doing import Deed, judge_activity, tell_activities
from loyalty.desk.way import how_of, way
from loyalty.engine.facts import MarketingTold
from loyalty.engine.rules import ActivityRule, pays_once
from loyalty.engine.ways import Consent
from loyalty.members.models import Identity
from loyalty.members.recognise import recognise
from loyalty.programmes.live import live
from loyalty.shops.models import Shop

ACTOR, STORE = "member", "store"
ENDED = "ended"  # in the data of a yes: when the store was told no
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


@transaction.atomic
def marketing_told(*, shop: Shop, fact: MarketingTold, now: datetime) -> str:
    """What the customer said in the store opens and ends what saying it on our page does."""
    key = (Identity.Kind.CUSTOMER, fact.customer)
    member = recognise(shop=shop, keys=[key], now=now)[key]
    rows = list(_of(shop, member, fact.activity))
    at = min(fact.at, now)
    if any(_heard(row) > at for row in rows):
        return "older than what is known"
    standing = [row for row in rows if row.state == State.DONE]
    if fact.agreed == bool(standing):
        return "known"
    if not fact.agreed:
        for row in standing:
            judge_activity(activity=row, state=State.ENDED, actor=STORE, now=now)
            Activity.objects.filter(pk=row.pk).update(data=row.data | {ENDED: at.isoformat()})
        return "no longer agreed"
    if rows and not _pays_once(shop, fact.activity, at):
        return "agreed again; it was paid before"
    name = f"store:{fact.activity}:{fact.customer}:{len(rows) + 1}"
    deed = Deed(member_id=member, type=fact.activity, key=name, at=at, data={"in": STORE})
    tell_activities(shop=shop, deeds=[deed], actor=STORE, now=now)
    return "agreed"


def _heard(row: Activity) -> datetime:
    """When it was last said, by the clock of who said it."""
    ended = row.data.get(ENDED)
    return datetime.fromisoformat(ended) if ended else row.judged_at or row.at


def _pays_once(shop: Shop, activity: str, at: datetime) -> bool:
    """Whether saying it again opens something and pays nothing more."""
    found = live(programme_id=shop.programme_id, at=at)
    rules = found.document.activity_rules if found else ()
    return pays_once([rule for rule in rules if rule.activity == activity])


def _theirs(shop: Shop, member_id: int, rule: ActivityRule) -> QuerySet[Activity]:
    return _of(shop, member_id, rule.activity)


def _of(shop: Shop, member_id: int, activity: str) -> QuerySet[Activity]:
    rows = Activity.objects.filter(shop=shop, member_id=member_id, type=activity)
    return rows.select_related("shop").order_by("pk")
