"""One adjustment by one person: posted, or a request when it is more than one person may."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from loyalty.adjustments.limits import Excess, TooMuch, excess, give_back, limits, spend
from loyalty.adjustments.person import Person
from loyalty.adjustments.second_person import ask, asked_before
from loyalty.desk.adjusting import adjust, given_before
from loyalty.shops.models import Shop

Outcome = Literal["posted", "posted_before", "asked", "asked_before"]


def needs_second_person(*, shop: Shop, by: Person, points: int, now: datetime) -> Excess | None:
    """Why this person cannot do it alone, or None. Raises TooMuch when the shop knows no second persons."""
    against = excess(shop=shop, by=by, points=abs(points), now=now)
    if against is not None and not limits(shop=shop).second_person:
        raise TooMuch(against)
    return against


@transaction.atomic
def give(
    *, shop: Shop, member_id: int, points: int, why: str, by: Person, key: str, now: datetime
) -> Outcome:
    """Posts once per key, or asks once per key. Raises TooMuch, and what desk.adjusting.adjust raises."""
    against = spend(shop=shop, by=by, points=abs(points), now=now)  # and from here on this person waits
    before = _before(shop, key)
    if before is not None:
        if against is None:
            give_back(shop=shop, by=by, points=abs(points), now=now)
        return before
    if against is None:
        adjust(shop=shop, member_id=member_id, points=points, why=why, actor=by.actor, key=key, now=now)
        return "posted"
    if not limits(shop=shop).second_person:
        raise TooMuch(against)
    ask(shop=shop, member_id=member_id, points=points, why=why, by=by, key=key, now=now)
    return "asked"


def _before(shop: Shop, key: str) -> Outcome | None:
    """What became of this key: a form sent again must not post what it asked for, nor ask for what it posted."""
    if given_before(shop=shop, key=key):
        return "posted_before"
    return "asked_before" if asked_before(shop=shop, key=key) else None
