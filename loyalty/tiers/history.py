"""What members' orders count towards tiers, read from the orders themselves: the slow truth."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from loyalty.engine.qualifying import qualifying
from loyalty.engine.tier_standing import Qualifying
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.programmes.live import Timeline
from loyalty.shops.models import Shop

ALL_KNOWN = datetime.max.replace(tzinfo=UTC)


def history(
    *, shop: Shop, member_ids: Collection[int], versions: Timeline, at: datetime = ALL_KNOWN
) -> Iterator[tuple[Order, Qualifying | None]]:
    """Their orders placed by `at`, seeing no later refund; None for one that does not count."""
    rows = Order.objects.filter(
        programme_id=shop.programme_id, member_id__in=member_ids, processed_at__lte=at
    )
    for row in rows.order_by("processed_at", "pk"):
        rules = versions.version(row.terms["version"]) if row.terms else versions.live(row.processed_at or at)
        if rules is None:
            yield row, None
            continue
        source = f"order:{row.external_id}"
        yield (
            row,
            qualifying(
                state_of(row),
                document=rules.document,
                source=source,
                timezone=shop.timezone,
                at=at,
                terms=row.terms,
            ),
        )
