"""Notices and warnings that nobody has given yet, as happenings: expiry, a level, a paid membership (law X6).

They are looked for as long as they wait, not read once: a merchant who switches their letters on has those sent too.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, Manager, OuterRef
from django.db.models.functions import Cast

from loyalty.desk.happened_tiers import homes
from loyalty.ledger.models import ExpiryNotice
from loyalty.notices.happening import Happening
from loyalty.notices.models import Letter
from loyalty.tiers.models import PlanNotice, TierWarning

AT_ONCE = 1000
OLD = timedelta(days=60)  # whoever was not told for so long reads it when they look
WAITING: tuple[tuple[str, Manager[Any], str], ...] = (
    ("expiring", ExpiryNotice.objects, ""),
    ("tier_warning", TierWarning.objects, "warning"),
    ("plan_ending", PlanNotice.objects, "notice"),
)


def waiting(*, now: datetime) -> Iterator[list[Happening]]:
    """Batches of those for which no letter was written."""
    for kind, rows, fact in WAITING:
        after = 0
        while batch := _batch(kind, rows, now, after):
            after = batch[-1].pk
            home = homes({(row.programme_id, row.member_id) for row in batch})
            yield [_happening(row, kind, fact, home[row.member_id]) for row in batch if row.member_id in home]


def _batch(kind: str, rows: Manager[Any], now: datetime, after: int) -> list[Any]:
    written = Letter.objects.filter(
        member=OuterRef("member_id"), kind=kind, key=Cast(OuterRef("pk"), CharField())
    )
    due = rows.filter(~Exists(written), sent_at=None, recorded_at__gte=now - OLD, pk__gt=after)
    return list(due.order_by("pk")[:AT_ONCE])


def _happening(row: Any, kind: str, fact: str, shop_id: int) -> Happening:
    facts = {fact: row.pk} if fact else {"currency": row.currency}
    return Happening(shop_id, row.member_id, row.recorded_at, str(row.pk), kind, facts)
