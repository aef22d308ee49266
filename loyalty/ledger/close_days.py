"""Days that are over are summed once and kept, so that a year's roll-forward does not read a year's entries.

A day is one of the calendar of the programme's oldest shop. It is closed when nothing can be posted into it any more,
so what is kept never changes; where the shop moves to another time zone all days are summed anew. Rows of shops'
accounts only: what members have is the same with the other sign. See docs/adr/0805-closed-days.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from loyalty.common import replica
from loyalty.engine.days import begins, local_day
from loyalty.ledger import still_open
from loyalty.ledger.closed import ClosedUntil
from loyalty.shops.models import Programme, Shop


def zone_of(programme_id: int) -> str:
    """In which the programme's days begin and end."""
    shop = Shop.objects.filter(programme_id=programme_id).order_by("pk").first()
    return shop.timezone if shop else "UTC"


@transaction.atomic
def close_days(*, programme_id: int, settled: datetime) -> int:
    """Keeps the sums of every day that ended by `settled`, before which nothing will be posted; rows written."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme_id)
    zone = zone_of(programme_id)
    until = begins(local_day(settled, zone), zone)
    closed = ClosedUntil.objects.filter(programme_id=programme_id).first()
    if closed is not None and closed.zone != zone:
        closed.delete()
        closed = None
    if closed is not None and closed.until >= until:
        return 0
    since = closed.until if closed else None
    closed, _ = ClosedUntil.objects.update_or_create(
        programme_id=programme_id, defaults={"zone": zone, "until": until}
    )
    scope: dict[str, Any] = {
        "closed": closed.pk,
        "programme": programme_id,
        "zone": zone,
        "since": since,
        "until": until,
    }
    still_open.keep(closed, since=since, until=until)
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, scope)
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a programme, in its present time zone; `until` None for nothing."""

    zone: str
    until: datetime | None

    def whole_days(self, since: datetime, until: datetime) -> tuple[datetime, datetime] | None:
        """The part of a stretch that is made of closed days; the rest is read from the entries."""
        if self.until is None:
            return None
        day = local_day(since, self.zone)
        first = begins(day, self.zone)
        if first < since:
            first = begins(day + timedelta(days=1), self.zone)
        last = min(begins(local_day(until, self.zone), self.zone), self.until)
        return (first, last) if first < last else None


def kept(programme_id: int) -> Kept:
    """As it stands now."""
    zone = zone_of(programme_id)
    with replica.cursor() as cursor:
        cursor.execute(UNTIL, [programme_id, zone])
        found = cursor.fetchone()
    return Kept(zone, found[0] if found else None)


CLOSE = """
INSERT INTO ledger_closedday (closed_id, programme_id, currency, account, day, since, amount)
SELECT %(closed)s, %(programme)s, currency, account, day, day::timestamp AT TIME ZONE %(zone)s, amount FROM (
  SELECT e.currency, e.account, (t.posted_at AT TIME ZONE %(zone)s)::date AS day, sum(e.amount)::bigint AS amount
  FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
  WHERE e.programme_id = %(programme)s AND t.programme_id = %(programme)s AND e.member_id IS NULL
    AND t.posted_at < %(until)s AND (%(since)s::timestamptz IS NULL OR t.posted_at >= %(since)s)
  GROUP BY 1, 2, 3
) days
"""
UNTIL = "SELECT until FROM ledger_closeduntil WHERE programme_id = %s AND zone = %s"
