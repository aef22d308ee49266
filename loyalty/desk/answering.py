"""A member answers the questions of a way, once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from loyalty.activities.models import Activity
from loyalty.desk.doing import Deed, tell_activities
from loyalty.desk.way import done_before, how_of, key_of, way
from loyalty.engine.ways import Questions
from loyalty.shops.models import Shop

ACTOR = "member"


class Unanswered(ValueError):
    """Some question has no answer."""


@transaction.atomic
def answer(*, shop: Shop, member_id: int, rule: str, answers: Sequence[str], now: datetime) -> Activity:
    """Kept with the questions as they were read. Raises NoSuchWay, Unanswered."""
    found = way(shop=shop, rule=rule, now=now)
    asked = how_of(found, Questions).ask
    before = done_before(shop=shop, rule=found, member_id=member_id)
    if before is not None:
        return before
    if len(answers) != len(asked) or not all(answers):
        raise Unanswered
    deed = Deed(
        member_id=member_id,
        type=found.activity,
        key=key_of(found, member_id),
        at=now,
        data={"answers": [list(pair) for pair in zip(asked, answers, strict=True)]},
    )
    [kept] = tell_activities(shop=shop, deeds=[deed], actor=ACTOR, now=now)
    return kept.activity
