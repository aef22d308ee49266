"""Members hold the paid plans that their purchases give them; their end is announced by a row."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.common import sets
from loyalty.engine.plans import Run, held, periods, runs
from loyalty.programmes.live import Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.models import PlanNotice, PlansHeld
from loyalty.tiers.plans import bought_by, ever_sold, purchases_of
from loyalty.tiers.tags import tags_of


@dataclass(frozen=True, slots=True)
class Held:
    """A member's plans now, and their tags as the store was last told and now."""

    plans: tuple[str, ...]
    tags_before: frozenset[str]
    tags: frozenset[str]


def hold(*, shop: Shop, versions: Timeline, member_ids: Collection[int], now: datetime) -> dict[int, Held]:
    """Looks at members' plans by all that is known; answers those who ever bought one.

    Locks their rows until the caller's transaction ends, and before the purchases are read: of two at once the
    later sees what the earlier wrote.
    """
    if not ever_sold(versions):
        return {}
    ids = sorted(set(member_ids))
    sets.run(BEGIN, [{"id": one} for one in ids])
    rows = PlansHeld.objects.select_for_update(no_key=True).filter(member_id__in=ids).order_by("member_id")
    looked = list(rows)
    known = bought_by([row.pk for row in looked])
    gives = _gives(versions, now)
    fields: list[dict[str, Any]] = []
    stretches: dict[int, list[Run]] = {}
    for row in looked:
        told = periods(purchases_of(known.get(row.pk, {})), shop.timezone)
        plans = held(told, now)
        tags = {tag for plan in plans for tag in gives.get(plan, ())}
        stretches[row.pk] = runs(told)
        fields.append(
            {
                "id": row.pk,
                "plans": plans,
                "tags": sorted(tags),
                "review_at": _review_at(stretches[row.pk], now),
            }
        )
    sets.run(PUT, fields)
    _remind(shop, stretches, now)
    return {
        row.pk: Held(tuple(one["plans"]), frozenset(row.tags), frozenset(one["tags"]))
        for row, one in zip(looked, fields, strict=True)
    }


def _gives(versions: Timeline, now: datetime) -> dict[str, set[str]]:
    """The tags of each plan by the rules that are live."""
    live = versions.live(now)
    return {plan.id: tags_of(plan) for plan in live.document.memberships} if live else {}


def _review_at(stretches: Sequence[Run], now: datetime) -> datetime | None:
    """The next moment at which the clock alone changes something or asks for a reminder."""
    moments = [at for run in stretches for at in (run.begins, run.remind_at, run.ends) if at is not None]
    return min((at for at in moments if at > now), default=None)


def _remind(shop: Shop, stretches: dict[int, list[Run]], now: datetime) -> None:
    """A row for every end that is near; rows of ends that are no longer true go, unless they were read."""
    due = list(_due(shop, stretches, now))
    PlanNotice.objects.bulk_create(due, ignore_conflicts=True)
    ends = {(member, run.plan, run.ends) for member, each in stretches.items() for run in each}
    waiting = PlanNotice.objects.filter(member_id__in=stretches, sent_at=None)
    stale = [one.pk for one in waiting if (one.member_id, one.plan, one.ends_at) not in ends]
    if stale:
        PlanNotice.objects.filter(pk__in=stale).delete()


def _due(shop: Shop, stretches: dict[int, list[Run]], now: datetime) -> Iterator[PlanNotice]:
    for member, each in stretches.items():
        for run in each:
            if run.ends is not None and run.remind_at is not None and run.remind_at <= now < run.ends:
                yield PlanNotice(
                    programme_id=shop.programme_id, member_id=member, plan=run.plan, ends_at=run.ends,
                    recorded_at=now,
                )  # fmt: skip


def reminded(*, member_id: int, channel: str, now: datetime) -> int:
    """Writes down that the member read the reminders that wait; returns how many."""
    waiting = PlanNotice.objects.filter(member_id=member_id, sent_at=None)
    return waiting.update(sent_at=now, channel=channel)


BEGIN = """
INSERT INTO tiers_plansheld (member_id, programme_id)
SELECT DISTINCT q.member_id, q.programme_id FROM json_to_recordset(%s) AS t (id bigint)
JOIN tiers_qualifying q ON q.member_id = t.id WHERE q.plans <> '[]'
ORDER BY q.member_id ON CONFLICT DO NOTHING
"""
PUT = """
UPDATE tiers_plansheld h
SET plans = t.plans, tags = t.tags, review_at = t.review_at
FROM json_to_recordset(%s) AS t (id bigint, plans jsonb, tags jsonb, review_at timestamptz)
WHERE h.member_id = t.id AND (h.plans, h.tags, h.review_at) IS DISTINCT FROM (t.plans, t.tags, t.review_at)
"""
