"""What members did counts towards tiers and plans, read from orders and awards themselves: the slow truth."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from loyalty.engine.document import Document
from loyalty.engine.order_state import OrderState
from loyalty.engine.plans import ALL_KNOWN, Bought, bought
from loyalty.engine.qualifying import of_activity, qualifying
from loyalty.engine.terms import Terms
from loyalty.engine.tier_standing import Qualifying
from loyalty.ledger.models import Award
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
ACTIVITY = "activity:"  # with its number: where an activity's awards come from


@dataclass(frozen=True, slots=True)
class Source:
    """One source, an order or an activity, with what it counts (any more)."""

    source: str
    member_id: int
    counts: Counted
    at: datetime
    shop_id: int | None = None


def history(
    *, shop: Shop, member_ids: Collection[int], versions: Timeline, at: datetime = ALL_KNOWN
) -> Iterator[Source]:
    """What they did by `at`: of their orders no later refund is seen."""
    yield from _orders(shop, member_ids, versions, at)
    yield from _activities(shop, member_ids, versions, at)


def _orders(shop: Shop, member_ids: Collection[int], versions: Timeline, at: datetime) -> Iterator[Source]:
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
        if row.member_id is not None and row.processed_at is not None:
            yield Source(f"order:{row.external_id}", row.member_id, told, row.processed_at, row.shop_id)


def _activities(
    shop: Shop, member_ids: Collection[int], versions: Timeline, at: datetime
) -> Iterator[Source]:
    """What activities hold in the books, by the version they were decided by."""
    rows = Award.objects.filter(
        programme_id=shop.programme_id, member_id__in=member_ids, source__startswith=ACTIVITY,
        effective_at__lte=at, posted__gt=0,
    ).order_by("effective_at", "source", "pk")  # fmt: skip
    for source, held in groupby(rows, key=lambda one: one.source):
        awards = list(held)
        document = versions.version(awards[0].version).document
        given = [(one.currency, one.posted) for one in awards]
        told = activity_counts(awards[0].member_id or 0, source, awards[0].effective_at, document, given)
        yield replace(told, shop_id=awards[0].shop_id)


def activity_counts(
    member_id: int, source: str, at: datetime, document: Document, given: Iterable[tuple[str, int]]
) -> Source:
    """An activity counts its points, and what it gives (by currency) of the one that tiers go by."""
    counts = of_activity(document, source=source, at=at, given=given)
    return Source(source, member_id, Counted(counts, ()), at)


def counted(
    shop: Shop, source: str, state: OrderState, terms: Terms | None, rules: Live, at: datetime = ALL_KNOWN
) -> Counted:
    """What an order counts by its rules: those that were pinned, or live when it was placed."""
    document = rules.document
    told = qualifying(state, document=document, source=source, timezone=shop.timezone, at=at, terms=terms)
    return Counted(told, bought(state, document=document, at=at))
