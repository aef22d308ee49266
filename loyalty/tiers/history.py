"""What members' orders count towards tiers and plans, read from the orders themselves: the slow truth."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.order_state import OrderState
from loyalty.engine.plans import ALL_KNOWN, Bought, bought
from loyalty.engine.qualifying import qualifying
from loyalty.engine.terms import Terms
from loyalty.engine.tier_standing import Qualifying
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.programmes.live import Live, Timeline
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Counted:
    """What one order counts: None where it counts towards no tier, () where it bought no plan."""

    tiers: Qualifying | None
    plans: tuple[Bought, ...]


NOTHING = Counted(None, ())


def history(
    *, shop: Shop, member_ids: Collection[int], versions: Timeline, at: datetime = ALL_KNOWN
) -> Iterator[tuple[Order, Counted]]:
    """Their orders placed by `at`, seeing no later refund."""
    rows = Order.objects.filter(
        programme_id=shop.programme_id, member_id__in=member_ids, processed_at__lte=at
    )
    for row in rows.order_by("processed_at", "pk"):
        rules = versions.version(row.terms["version"]) if row.terms else versions.live(row.processed_at or at)
        told = (
            counted(shop, f"order:{row.external_id}", state_of(row), row.terms, rules, at)
            if rules
            else NOTHING
        )
        yield row, told


def counted(
    shop: Shop, source: str, state: OrderState, terms: Terms | None, rules: Live, at: datetime = ALL_KNOWN
) -> Counted:
    """What an order counts by its rules: those that were pinned, or live when it was placed."""
    document = rules.document
    told = qualifying(state, document=document, source=source, timezone=shop.timezone, at=at, terms=terms)
    return Counted(told, bought(state, document=document, at=at))
