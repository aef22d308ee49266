"""Staff adjust members' points."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from loyalty.desk.clocks import clock
from loyalty.engine.lots import POINTS
from loyalty.ledger import adjust as books
from loyalty.ledger.adjust import Adjustment, NotEnough
from loyalty.ledger.book import posted_keys
from loyalty.ledger.expired import REINSTATED, expired_points
from loyalty.members.models import Member
from loyalty.programmes.live import timeline
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop


def adjust(
    *,
    shop: Shop,
    member_id: int,
    points: int,
    why: str,
    actor: str,
    key: str,
    now: datetime,
    currency: str = POINTS,
) -> bool:
    """Posts once per key and leaves a line in the shop's audit; False when the key was used before.

    Raises loyalty.ledger.adjust.NotEnough when more would be taken than is there.
    """
    one = Adjustment(member_id=member_id, points=points, why=why, key=key, currency=currency)
    [posted] = adjust_many(shop=shop, adjustments=[one], actor=actor, now=now)
    if isinstance(posted, NotEnough):
        raise posted
    if posted:
        detail = {"member": member_id, "points": points, "why": why}
        detail |= {} if currency == POINTS else {"currency": currency}
        audit(shop=shop, actor=actor, deed="points adjusted", detail=detail, now=now)
    return posted


def reinstate(
    *, shop: Shop, member_id: int, points: int, why: str, actor: str, key: str, now: datetime
) -> bool:
    """Gives expired points back, with a new life; False when the key was used before.

    Raises loyalty.ledger.adjust.NotEnough when fewer have expired.
    """
    one = Adjustment(member_id=member_id, points=points, why=why, key=key)
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(pk=member_id, programme_id=shop.programme_id)
        if given_before(shop=shop, key=key):
            return False
        expired = expired_points(programme_id=shop.programme_id, member_id=member_id)
        if not 0 < points <= expired:
            raise NotEnough(expired)
        adjust_many(shop=shop, adjustments=[one], actor=actor, now=now, code=REINSTATED)
        detail = {"member": member_id, "points": points, "why": why}
        audit(shop=shop, actor=actor, deed="points given back", detail=detail, now=now)
    return True


def given_before(*, shop: Shop, key: str) -> bool:
    """Whether an adjustment of this key was posted."""
    return bool(posted_keys(programme_id=shop.programme_id, keys=(books.full_key(shop, key),)))


def adjust_many(
    *,
    shop: Shop,
    adjustments: Sequence[Adjustment],
    actor: str,
    now: datetime,
    code: str = "adjustment",
) -> list[bool | NotEnough]:
    """Posts each once per key, in one book; the caller leaves the line in the audit. See loyalty.ledger.adjust."""
    versions = timeline(programme_id=shop.programme_id)
    rules = versions.live(now)
    return books.adjust(
        shop=shop,
        adjustments=adjustments,
        actor=actor,
        version=rules.number if rules else 0,
        clock=clock(shop=shop, versions=versions),
        now=now,
        code=code,
    )
