"""What a shop issued and took back, day by day."""

from datetime import date, datetime

from django.db import connection

from loyalty.engine.lots import POINTS
from loyalty.shops.models import Shop


def per_day(*, shop: Shop, since: datetime, until: datetime, zone: str) -> dict[tuple[date, str], int]:
    """Points by day of that time zone and account, issued or reversed, as counted; by the time of posting."""
    with connection.cursor() as cursor:
        cursor.execute(
            PER_DAY,
            {
                "programme": shop.programme_id, "shop": shop.pk, "currency": POINTS, "zone": zone,
                "since": since, "until": until,
            },
        )  # fmt: skip
        return {(day, account): abs(points) for day, account, points in cursor.fetchall()}


# From the days' transactions to their entries, one by one: the planner would rather read all the shop's entries.
PER_DAY = """
SELECT (t.posted_at AT TIME ZONE %(zone)s)::date, e.account, sum(e.amount)::bigint
FROM ledger_transaction t CROSS JOIN LATERAL (
  SELECT account, amount FROM ledger_entry
  WHERE transaction_id = t.id AND account IN ('issued', 'reversed') AND member_id IS NULL OFFSET 0
) e
WHERE t.programme_id = %(programme)s AND t.shop_id = %(shop)s AND t.currency = %(currency)s
  AND t.posted_at >= %(since)s AND t.posted_at < %(until)s
GROUP BY 1, 2
"""
