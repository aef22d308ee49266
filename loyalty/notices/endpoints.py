"""Addresses of merchants' programs: added, given another secret, switched off and on."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from loyalty.common.outgoing.address import target
from loyalty.notices.models import Endpoint
from loyalty.notices.topics import IDS
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop

MOST = 10
BOTH = timedelta(days=1)  # two secrets are good, so that a program has time to learn the new one
ADDED, TURNED, SWITCHED, REMOVED = "webhook.added", "webhook.secret", "webhook.switch", "webhook.removed"


class TooMany(ValueError):
    """The shop has as many as it may."""


def of_shop(*, shop: Shop) -> QuerySet[Endpoint]:
    """Newest first; without those that were removed."""
    return Endpoint.objects.filter(shop=shop, gone_at=None).order_by("-pk")


@transaction.atomic
def add(*, shop: Shop, url: str, topics: Collection[str], actor: str, now: datetime) -> tuple[Endpoint, str]:
    """The endpoint and its secret, which nobody can be shown again. Raises NotAllowed for the address, TooMany."""
    target(url)
    if of_shop(shop=shop).count() >= MOST:
        raise TooMany
    secret = _secret()
    made = Endpoint.objects.create(
        shop=shop, url=url, topics=sorted(IDS & set(topics)), secret=secret, made_at=now, made_by=actor[:200]
    )
    audit(shop=shop, actor=actor, deed=ADDED, detail={"webhook": made.pk, "url": url}, now=now)
    return made, secret


@transaction.atomic
def turn(*, shop: Shop, number: int, actor: str, now: datetime) -> tuple[Endpoint, str]:
    """Another secret; for a day events are signed with both. Raises Endpoint.DoesNotExist."""
    row = of_shop(shop=shop).select_for_update().get(pk=number)
    row.old_secret, row.old_until, row.secret = row.secret, now + BOTH, _secret()
    row.save(update_fields=["secret", "old_secret", "old_until"])
    audit(shop=shop, actor=actor, deed=TURNED, detail={"webhook": row.pk}, now=now)
    return row, row.secret


@transaction.atomic
def switch(*, shop: Shop, number: int, on: bool, actor: str, now: datetime) -> bool:
    """Whether anything changed. What waited when it was switched off goes when it is on again."""
    rows = of_shop(shop=shop).filter(pk=number, off_at__isnull=on is False)
    told = (
        {"off_at": None, "off_by": "", "failing_since": None, "rests_until": None}
        if on
        else {"off_at": now, "off_by": actor[:200]}
    )
    changed = bool(rows.update(**told))
    if changed:
        audit(shop=shop, actor=actor, deed=SWITCHED, detail={"webhook": number, "on": on}, now=now)
    return changed


@transaction.atomic
def remove(*, shop: Shop, number: int, actor: str, now: datetime) -> bool:
    """For good; its log stays for as long as logs do."""
    gone = bool(of_shop(shop=shop).filter(pk=number).update(gone_at=now))
    if gone:
        audit(shop=shop, actor=actor, deed=REMOVED, detail={"webhook": number}, now=now)
    return gone


def _secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"
