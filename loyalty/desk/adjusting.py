"""Staff adjust a member's points."""

from datetime import datetime

from loyalty.desk.clocks import clock
from loyalty.ledger import adjust as books
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
    audited: bool = True,
) -> bool:
    """Posts once per key and leaves a line in the shop's audit; False when the key was used before.

    Who posts a file's rows leaves one line for all of them and says `audited=False`.

    Raises loyalty.ledger.adjust.NotEnough when more would be taken than is there.
    """
    versions = timeline(programme_id=shop.programme_id)
    rules = versions.live(now)
    posted = books.adjust(
        shop=shop,
        member_id=member_id,
        points=points,
        why=why,
        actor=actor,
        key=key,
        version=rules.number if rules else 0,
        clock=clock(shop=shop, versions=versions),
        now=now,
    )
    if posted and audited:
        detail = {"member": member_id, "points": points, "why": why}
        audit(shop=shop, actor=actor, deed="points adjusted", detail=detail, now=now)
    return posted
