"""A round through all members of a programme: after other rules, another clock, or the app's return to the store.

What tiers are reckoned by has a fingerprint; the round is for the one it began with, and begins again for another.
"""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from loyalty.members.models import Member
from loyalty.programmes.live import Timeline
from loyalty.shops.installed import gone_times
from loyalty.shops.models import Shop
from loyalty.tiers.models import PlansHeld, Review, Standing

BATCH = 200


def fingerprint(*, shop: Shop, versions: Timeline, now: datetime) -> str:
    """The ladder and plans that are live, the programme's shops with their clocks, when none of them had the app."""
    live = versions.live(now)
    tiers = live.document.tiers if live else None
    shops = Shop.objects.filter(programme_id=shop.programme_id).order_by("pk")
    known: list[object] = [
        tiers.model_dump(mode="json") if tiers else None,
        list(shops.values_list("pk", "timezone", "currency")),
        [
            [gone.isoformat(), back and back.isoformat()]
            for gone, back in gone_times(programme_id=shop.programme_id)
        ],
    ]
    if live and live.document.memberships:
        known.append([plan.model_dump(mode="json") for plan in live.document.memberships])
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def begin(*, shop: Shop, versions: Timeline, now: datetime) -> Review | None:
    """The round that is to go on, begun now if need be; None when everybody is judged by what holds now."""
    print_now = fingerprint(shop=shop, versions=versions, now=now)
    with transaction.atomic():
        row = Review.objects.select_for_update().filter(pk=shop.programme_id).first()
        if row is not None and row.by == print_now:
            return None if row.done_at else row
        live = versions.live(now)
        known = any(
            of.objects.filter(programme_id=shop.programme_id).exists() for of in (Standing, PlansHeld)
        )
        wanted = live is not None and (live.document.tiers is not None or live.document.memberships)
        if not wanted and not known:
            return None
        total = _members(shop.programme_id, 0).count()
        fresh = {"by": print_now, "begun_at": now, "after": 0, "looked": 0, "total": total, "done_at": None}
        row, _ = Review.objects.update_or_create(pk=shop.programme_id, defaults=fresh)
        return row


def following(review: Review) -> list[int]:
    """The members whose turn is next; their rows are to be judged before `went_on` is called."""
    return list(_members(review.pk, review.after).order_by("pk").values_list("pk", flat=True)[:BATCH])


def went_on(review: Review, members: list[int], *, now: datetime) -> bool:
    """Keeps how far the round is, in the transaction of what was done; False when another round has begun."""
    done = {} if members else {"done_at": now}
    went = {"after": members[-1], "looked": review.looked + len(members)} if members else {}
    rows = Review.objects.filter(pk=review.pk, by=review.by, after=review.after, done_at=None)
    if not rows.update(**went, **done):
        return False
    review.refresh_from_db()
    return True


def _members(programme_id: int, after: int) -> QuerySet[Member]:
    """Who could have a tier: merged ones do not, those who are forgotten have nobody to tell."""
    return Member.objects.filter(programme_id=programme_id, pk__gt=after, kept=None, erased_at=None)
