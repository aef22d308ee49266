"""Parcels are taken, carried and closed. No transaction is open while anybody outside is asked.

A worker that dies leaves its lease to run out; the parcel then goes again under the same identity.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet

from loyalty.notices.models import Parcel
from loyalty.shops.models import Shop

LEASE = timedelta(minutes=3)  # no call may take longer
LONGEST = 300
P = TypeVar("P", bound=Parcel)
State = Parcel.State


def free(rows: QuerySet[P], *, now: datetime) -> QuerySet[P]:
    """Those that are due and in nobody's hands."""
    due = rows.filter(state=State.WAITING, due_at__lte=now)
    return due.filter(Q(leased_until=None) | Q(leased_until__lte=now))


def shops_with(rows: QuerySet[P], *, now: datetime) -> list[Shop]:
    """Shops with something due in which the app is now; the others' waits until they return."""
    due = rows.filter(state=State.WAITING, due_at__lte=now).values("shop_id")
    here = Shop.objects.filter(installations__uninstalled_at=None, installations__isnull=False)
    return list(here.filter(pk__in=due).distinct())


@transaction.atomic
def take(rows: QuerySet[P], *, now: datetime, most: int) -> list[P]:
    """The longest due ones; nobody else gets them while the lease runs."""
    found = (
        free(rows, now=now).select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk")[:most]
    )
    taken = list(found)
    ids = [one.pk for one in taken]
    rows.model._default_manager.filter(pk__in=ids).update(leased_until=now + LEASE)
    return taken


def done(parcel: Parcel, *, now: datetime, **fields: object) -> None:
    _close(parcel, attempts=F("attempts") + 1, done_at=now, state=State.DONE, last_error="", **fields)


def drop(parcel: Parcel, *, why: str, now: datetime, **fields: object) -> None:
    """It is not to go any more."""
    _close(parcel, state=State.DROPPED, done_at=now, last_error=why[:LONGEST], **fields)


def bury(parcel: Parcel, *, why: str, now: datetime) -> None:
    """It waits for a person."""
    _close(parcel, state=State.DEAD, done_at=now, last_error=why[:LONGEST], attempts=F("attempts") + 1)


def put_off(parcel: Parcel, *, until: datetime, why: str, counts: bool = True, **fields: object) -> None:
    """`counts`: as one of the attempts after which it is given up."""
    _close(
        parcel,
        due_at=until,
        last_error=why[:LONGEST],
        attempts=F("attempts") + (1 if counts else 0),
        **fields,
    )


def give_back(parcels: Sequence[Parcel]) -> None:
    """Taken and not carried: somebody else may, at once."""
    for parcel in parcels:
        _close(parcel)


def back_off(attempts: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """Twice as long each time, give or take a quarter, so that they do not all come back at once."""
    return min(first * (1 << min(attempts, 20)), longest) * (75 + secrets.randbelow(51)) // 100


def _close(parcel: Parcel, **fields: object) -> None:
    rows = type(parcel)._default_manager.filter(pk=parcel.pk)
    rows.update(leased_until=None, **fields)


def identity() -> Mapping[str, str]:
    """What a new parcel is called outside."""
    return {"public": secrets.token_urlsafe(16)}
