"""The nightly re-read of a store, and what is remembered of it."""

from datetime import datetime, timedelta

from django.db import transaction

from loyalty.desk.reconciling import NotInstalled, Reread, began, reread
from loyalty.orders.models import LastReread
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed

CLOCK = "clock"
DEED = "orders.reread"
AT_LEAST = timedelta(days=7)
OVERLAP = timedelta(days=1)


def reread_nightly(*, shop: Shop, now: datetime) -> Reread | None:
    """Repairs what the last week's webhooks never told, or more when the last nights failed.

    None when the store gave no answer; why is kept for the merchant to read.
    """
    try:
        said = reread(shop=shop, repair=True, now=now, since=due_since(shop=shop, now=now))
    except (StoreFailed, NotInstalled) as why:
        failed(shop=shop, why=str(why), now=now)
        return None
    remember(shop=shop, said=said, actor=CLOCK)
    return said


def due_since(*, shop: Shop, now: datetime) -> datetime:
    """A week back, or to where the last whole re-read ended; never before the app came. Raises NotInstalled."""
    row = LastReread.objects.filter(shop=shop).first()
    if row is None or row.whole_until is None:
        return began(shop)
    return max(began(shop), min(now - AT_LEAST, row.whole_until - OVERLAP))


@transaction.atomic
def remember(*, shop: Shop, said: Reread, actor: str) -> None:
    """Keeps how a repairing re-read went; what it found stands in the audit too."""
    row = LastReread.objects.select_for_update().filter(shop=shop).first() or LastReread(shop=shop)
    if _leaves_no_gap(row, said, shop):
        row.whole_until = max(said.at, row.whole_until or said.at)
    row.at, row.failure = said.at, ""
    row.listed, row.found, row.repaired = said.listed, said.found, said.repaired
    row.save()
    if said.found:
        kinds = {kind: count for kind, count in said.counts.items() if count}
        detail = {"found": said.found, "repaired": said.repaired, "kinds": kinds}
        audit(shop=shop, actor=actor, deed=DEED, detail=detail, now=said.at)


def _leaves_no_gap(row: LastReread, said: Reread, shop: Shop) -> bool:
    """Whether it went back as far as the last whole one, or as far as anything can."""
    return said.since <= max(row.whole_until or began(shop), said.reach or began(shop), began(shop))


def failed(*, shop: Shop, why: str, now: datetime) -> None:
    """Keeps that a re-read did not come to its end; the next one goes back further."""
    LastReread.objects.update_or_create(shop=shop, defaults={"at": now, "failure": why[:300]})
