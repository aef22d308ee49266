"""A member sends a picture, staff grade or refuse it, the member may take it back; the picture goes after a while."""

from datetime import datetime, timedelta

from django.db import transaction

from loyalty.activities.models import Activity, Picture
from loyalty.activities.pictures import clean
from loyalty.desk.doing import Deed, judge_activity, tell_activities
from loyalty.desk.way import how_of, way
from loyalty.engine.ways import Photo
from loyalty.ledger.models import Award
from loyalty.programmes.live import timeline
from loyalty.shops.models import Shop

ACTOR = "member"
WAITING = 3  # of one kind, of one member, at a time
UNSEEN, SEEN = timedelta(days=180), timedelta(days=30)  # how long a picture stays
State = Activity.State


class TooMany(ValueError):
    """They have sent enough to be looked at first."""


class NoSuchGrade(ValueError):
    """No rule knows the grade, or one is needed."""


@transaction.atomic
def submit(
    *, shop: Shop, member_id: int, rule: str, raw: bytes, note: str, key: str, now: datetime
) -> Activity:
    """Once per key. Raises NoSuchWay, BadPicture, TooMany."""
    found = way(shop=shop, rule=rule, now=now)
    how_of(found, Photo)
    picture = clean(raw)
    mine = Activity.objects.filter(shop=shop, member_id=member_id, type=found.activity, state=State.OPEN)
    name = f"photo:{member_id}:{key}"
    if mine.exclude(key=name).count() >= WAITING:
        raise TooMany
    deed = Deed(
        member_id=member_id,
        type=found.activity,
        key=name,
        at=now,
        proof="self_declared",
        data={"note": note} if note else {},
        waits=True,
    )
    [kept] = tell_activities(shop=shop, deeds=[deed], actor=ACTOR, now=now)
    if kept.fresh:
        Picture.objects.create(
            activity=kept.activity, image=picture.image, thumb=picture.thumb, forget_at=now + UNSEEN
        )
    return kept.activity


def grades_of(activity: Activity) -> list[str]:
    """The grades that the rules of its time tell apart; empty where it is only accepted or not."""
    versions = timeline(programme_id=activity.shop.programme_id)
    live = versions.version(activity.terms["version"]) if activity.terms else versions.live(activity.at)
    rules = live.document.activity_rules if live else ()
    found = (grade for rule in rules if rule.activity == activity.type for grade in rule.grades)
    return list(dict.fromkeys(found))


@transaction.atomic
def accept(*, activity: Activity, grade: str, actor: str, now: datetime) -> list[Award]:
    """Raises NoSuchGrade, TakenBack."""
    grades = grades_of(activity)
    if grade not in (grades or [""]):
        raise NoSuchGrade(grade)
    awards = judge_activity(activity=activity, state=State.DONE, grade=grade, actor=actor, now=now)
    _looked_at(activity, now)
    return awards


@transaction.atomic
def refuse(*, activity: Activity, why: str, actor: str, now: datetime) -> None:
    """The member reads why. Raises TakenBack."""
    judge_activity(activity=activity, state=State.REFUSED, why=why, actor=actor, now=now)
    _looked_at(activity, now)


@transaction.atomic
def take_back(*, shop: Shop, member_id: int, activity_id: int, now: datetime) -> bool:
    """The member's own, while nobody has judged it; False when there is none such."""
    rows = Activity.objects.filter(shop=shop, member_id=member_id, pk=activity_id, state=State.OPEN)
    activity = rows.select_related("shop").first()
    if activity is None:
        return False
    judge_activity(activity=activity, state=State.WITHDRAWN, actor=ACTOR, now=now)
    Picture.objects.filter(activity=activity).delete()
    return True


def forget_pictures(*, now: datetime) -> int:
    """Deletes those whose time is over; returns how many."""
    return Picture.objects.filter(forget_at__lte=now).delete()[0]


def _looked_at(activity: Activity, now: datetime) -> None:
    Picture.objects.filter(activity=activity).update(forget_at=now + SEEN)
