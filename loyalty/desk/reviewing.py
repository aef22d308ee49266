"""A review app tells that somebody wrote a review: it counts once, whatever the stars."""

import hashlib
from datetime import datetime

from django.db import transaction

from loyalty.activities.models import Activity, ReviewDoor
from loyalty.activities.review_apps import Review
from loyalty.common.keys import email_hash
from loyalty.desk.doing import Deed, tell_activities
from loyalty.members.find import by_customer
from loyalty.members.models import Identity, Member

TYPE = "review"


@transaction.atomic
def reviewed(*, door: ReviewDoor, review: Review, now: datetime) -> Activity | None:
    """Once per review; None for somebody we do not know."""
    member = _writer(door, review)
    if member is None or member.erased_at is not None:
        return None
    key = hashlib.sha256(review.key.encode()).hexdigest()[:40]
    deed = Deed(member_id=member.kept_id or member.pk, type=TYPE, key=f"review:{door.app}:{key}", at=now)
    [kept] = tell_activities(shop=door.shop, deeds=[deed], actor=f"reviews:{door.app}", now=now)
    return kept.activity


def _writer(door: ReviewDoor, review: Review) -> Member | None:
    if review.customer:
        found = by_customer(shop=door.shop, customer=review.customer)
        if found is not None or not review.email:
            return found
    programme = door.shop.programme_id
    value = email_hash(review.email, programme_id=programme or 0)
    known = Identity.objects.filter(programme_id=programme, kind=Identity.Kind.EMAIL, value=value)
    identity = known.select_related("member").first()
    return identity.member if identity else None
