"""What a member has, by their programme's own clock."""

from datetime import datetime

from loyalty.desk.clocks import clock
from loyalty.engine.lots import POINTS
from loyalty.ledger import standing as books
from loyalty.ledger.standing import MemberBalance
from loyalty.programmes.live import Timeline
from loyalty.shops.models import Shop


def balance(
    *,
    shop: Shop,
    member_id: int,
    now: datetime,
    versions: Timeline | None = None,
    currency: str = POINTS,
) -> MemberBalance:
    """The member's balance at `now`."""
    ticking = clock(shop=shop, versions=versions)
    return books.balance(
        programme_id=shop.programme_id, member_id=member_id, clock=ticking, now=now, currency=currency
    )


def holdings(
    *, shop: Shop, member_id: int, now: datetime, versions: Timeline | None = None
) -> dict[str, MemberBalance]:
    """Everything the member has or had beside points, by currency: stamps, "badge:ID", "reward:ID"."""
    ticking = clock(shop=shop, versions=versions)
    return books.holdings(programme_id=shop.programme_id, member_id=member_id, clock=ticking, now=now)
