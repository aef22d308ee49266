"""Errands that were given up go once more."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from loyalty.outbox.models import Errand
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop

DEED = "errands.retry"


@transaction.atomic
def retry(*, shop: Shop, actor: str, now: datetime, ids: Collection[int] | None = None) -> int:
    """These (or all that were given up) wait again, due now; returns how many. Others' are unknown here."""
    rows = Errand.objects.filter(shop=shop).exclude(state=Errand.State.DONE)
    rows = rows.filter(state=Errand.State.DEAD) if ids is None else rows.filter(pk__in=ids)
    count = rows.update(state=Errand.State.WAITING, attempts=0, due_at=now, done_at=None, last_error="")
    if count:
        audit(shop=shop, actor=actor, deed=DEED, detail={"errands": count}, now=now)
    return count
