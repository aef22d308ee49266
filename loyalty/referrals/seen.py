"""What members were seen with, kept as keyed hashes that end by themselves."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from loyalty.common import sets
from loyalty.common.keys import trace_hash
from loyalty.engine.traces import Kind, Trace
from loyalty.referrals import models

KEPT = timedelta(days=180)
AT_ONCE = 10_000


def hashed(traces: Iterable[Trace], *, programme_id: int) -> frozenset[Trace]:
    """The same things, comparable and unreadable."""
    return frozenset(
        Trace(kind, trace_hash(kind, value, programme_id=programme_id)) for kind, value in traces
    )


def keep(*, programme_id: int, traces: Mapping[int, Iterable[Trace]], at: datetime) -> None:
    """By member; hashed ones. Seen again, they live longer."""
    rows = [
        {"member": member, "kind": trace.kind, "value": trace.value}
        for member in sorted(traces)
        for trace in sorted(traces[member])
    ]
    sets.run(KEEP, rows, programme_id, at, at + KEPT)


def of(member_id: int, *, now: datetime) -> frozenset[Trace]:
    rows = models.Trace.objects.filter(member_id=member_id, ends_at__gt=now)
    return frozenset(Trace(_kind(kind), value) for kind, value in rows.values_list("kind", "value"))


def _kind(kind: str) -> Kind:
    known: Mapping[str, Kind] = {
        one: one for one in ("mailbox", "stem", "thrown_away", "address", "phone", "browser", "network")
    }
    return known[kind]


def throw_away(*, now: datetime) -> int:
    """Those whose time is over, in every programme."""
    due = models.Trace.objects.filter(ends_at__lte=now).order_by("ends_at", "pk")[:AT_ONCE]
    gone, _ = models.Trace.objects.filter(pk__in=due.values("pk")).delete()
    return gone


def moved(*, gone: int, kept: int) -> None:
    """Two members are one person."""
    rows = models.Trace.objects.filter(member_id=gone)
    keep_rows: dict[int, list[Trace]] = {kept: [Trace(_kind(row.kind), row.value) for row in rows]}
    first = rows.order_by("-seen_at").first()
    if first is not None:
        keep(programme_id=first.programme_id, traces=keep_rows, at=first.seen_at)
        rows.delete()


KEEP = """
INSERT INTO referrals_trace (programme_id, seen_at, ends_at, member_id, kind, value)
SELECT %s, %s, %s, member, kind, value
FROM json_to_recordset(%s) AS t (member bigint, kind text, value text)
ORDER BY member, kind, value
ON CONFLICT (member_id, kind, value) DO UPDATE
SET seen_at = greatest(referrals_trace.seen_at, excluded.seen_at),
    ends_at = greatest(referrals_trace.ends_at, excluded.ends_at)
"""
