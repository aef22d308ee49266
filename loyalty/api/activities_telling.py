"""Activities as answers, with what they brought."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from loyalty.activities.models import Activity
from loyalty.common.sealed import seal
from loyalty.desk.doing import source_of
from loyalty.engine.activity import plain
from loyalty.ledger.models import Award
from loyalty.shops.models import Shop

Data = dict[str, Any]


def tell_all(*, shop: Shop, rows: Sequence[Activity], now: datetime) -> list[Data]:
    """As many questions for a page of them as for one."""
    given: dict[str, list[Data]] = {source_of(row): [] for row in rows}
    awards = Award.objects.filter(programme_id=shop.programme_id, shop=shop, source__in=list(given))
    for award in awards.order_by("pk"):
        given[award.source].append(_award(award, now))
    return [_activity(row) | {"awards": given[source_of(row)]} for row in rows]


def _activity(row: Activity) -> Data:
    return {
        "id": seal("act", row.programme_id, row.pk),
        "member": seal("mem", row.programme_id, row.member_id),
        "key": row.key,
        "type": row.type,
        "at": row.at,
        "told_at": row.told_at,
        "told_by": row.told_by,
        "quantity": plain(row.quantity),
        "unit": row.unit or None,
        "place": row.place or None,
        "grade": row.grade or None,
        "proof": row.proof,
        "state": row.state,
        "why": row.why or None,
        "data": row.data,
    }


def _award(award: Award, now: datetime) -> Data:
    held = award.available_at if award.posted and award.available_at and award.available_at > now else None
    rules = award.reason.get("rules", {})
    return {
        "rule": award.rule,
        "currency": award.currency,
        "points": award.posted,
        "pending_until": held,
        "outcome": award.outcome,
        "why": rules.get(award.rule) or award.reason.get("why"),
    }
