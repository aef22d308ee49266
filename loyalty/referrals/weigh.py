"""What is known around a claim, gathered for the scorer."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q

from loyalty.engine.suspicion import Evidence, Known, Seen, evidence
from loyalty.engine.traces import Trace
from loyalty.orders.models import Order
from loyalty.referrals import models, seen
from loyalty.referrals.models import Claim, Household

MOST = 3_000  # sharers that are looked at; more of them change no verdict
LOOKED_BACK = timedelta(days=8)


def weigh(
    *,
    programme_id: int,
    friend: int,
    advocate: int,
    fresh: Collection[Trace],
    at: datetime,
    order: str = "",
) -> Evidence:
    """`fresh` is what the friend is seen with now, hashed; `order` the one that is just placed."""
    traces = set(fresh) | seen.of(friend, now=at)
    theirs = seen.of(advocate, now=at)
    sharers = _sharers(programme_id, traces | theirs, at)
    people = {one.person for one in sharers} | {friend, advocate}
    known = Known(
        seen=sharers,
        brought=_brought(programme_id, people, advocate, at, but=friend),
        bought=_bought(people, at, but=order),
        households=_households(friend, advocate),
    )
    return evidence(friend=friend, traces=traces, advocate=advocate, theirs=theirs, known=known, at=at)


def _sharers(programme_id: int, traces: Collection[Trace], at: datetime) -> list[Seen]:
    rows = models.Trace.objects.filter(
        programme_id=programme_id, value__in={one.value for one in traces}, ends_at__gt=at
    )
    by_value = {one.value: one for one in traces}
    latest = rows.order_by("-seen_at", "pk").values_list("member_id", "value")[:MOST]
    return [Seen(member, by_value[value]) for member, value in latest]


def _brought(
    programme_id: int, people: Collection[int], advocate: int, at: datetime, *, but: int
) -> dict[int, tuple[int, datetime]]:
    theirs = Q(friend_id__in=people) | Q(advocate_id=advocate, made_at__gt=at - LOOKED_BACK)
    rows = Claim.objects.filter(theirs, programme_id=programme_id).exclude(friend_id=but)
    latest = rows.order_by("-made_at", "pk").values_list("friend_id", "advocate_id", "made_at")[:MOST]
    return {friend: (by, when) for friend, by, when in latest}


def _bought(people: Collection[int], at: datetime, *, but: str) -> set[int]:
    """Who had paid for something before."""
    rows = Order.objects.filter(member_id__in=people, processed_at__lt=at, state__header__paid=True)
    found = rows.exclude(external_id=but).values_list("member_id", flat=True).distinct()
    return {one for one in found if one is not None}


def _households(friend: int, advocate: int) -> list[frozenset[int]]:
    one, other = sorted((friend, advocate))
    allowed = Household.objects.filter(one_id=one, other_id=other).exists()
    return [frozenset((one, other))] if allowed else []
