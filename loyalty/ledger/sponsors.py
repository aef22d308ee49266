"""Who pays for the points: what rules gave and took back, by the sponsor they name. The rest is the shop's own."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.common import replica
from loyalty.engine.lots import POINTS
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Sponsored:
    """Points of one sponsor's rules; `sponsor` "" is the shop itself."""

    sponsor: str
    issued: int = 0
    reversed: int = 0

    @property
    def net(self) -> int:
        """What the sponsor pays for."""
        return self.issued - self.reversed


@replica.reading()
def sponsors(*, shop: Shop, since: datetime, until: datetime) -> list[Sponsored]:
    """By the time of posting; the shop first, then sponsors by name. Empty when nobody but the shop pays."""
    with replica.cursor() as cursor:
        cursor.execute(
            SPONSORS,
            {"programme": shop.programme_id, "shop": shop.pk, "currency": POINTS, "since": since, "until": until},
        )  # fmt: skip
        found = [Sponsored(*row) for row in cursor.fetchall()]
    return found if any(one.sponsor for one in found) else []


SPONSORS = """
SELECT coalesce(a.reason->>'sponsor', '') AS sponsor,
  coalesce(-sum(e.amount) FILTER (WHERE e.account = 'issued'), 0)::bigint,
  coalesce(sum(e.amount) FILTER (WHERE e.account = 'reversed'), 0)::bigint
FROM ledger_transaction t
JOIN ledger_award a ON a.id = t.award_id
JOIN ledger_entry e ON e.transaction_id = t.id
WHERE t.programme_id = %(programme)s AND t.shop_id = %(shop)s AND t.currency = %(currency)s
  AND t.posted_at >= %(since)s AND t.posted_at < %(until)s
  AND e.member_id IS NULL AND e.account IN ('issued', 'reversed')
GROUP BY 1 ORDER BY 1
"""
