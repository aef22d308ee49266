"""Keeping a file as rows. The file itself is not kept, and what its cells said only where they are in error."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum

from loyalty.adjustments.check import check
from loyalty.adjustments.limits import limits
from loyalty.adjustments.models import Row, Upload
from loyalty.adjustments.person import Person
from loyalty.adjustments.read import Line, Sheet
from loyalty.common import sets
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop

AT_ONCE = 5_000
State = Row.State


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows by state, and the points of those that are ready: `given` and `taken` without sign."""

    ready: int = 0
    wrong: int = 0
    before: int = 0
    posted: int = 0
    missed: int = 0
    members: int = 0
    given: int = 0
    taken: int = 0

    @property
    def rows(self) -> int:
        return self.ready + self.wrong + self.before + self.posted + self.missed

    @property
    def to_do(self) -> int:
        """Rows that were or will be tried."""
        return self.ready + self.posted + self.missed

    @property
    def done(self) -> int:
        return self.posted + self.missed

    @property
    def percent(self) -> int:
        return 100 * self.done // self.to_do if self.to_do else 100

    @property
    def total(self) -> int:
        """What counts against limits."""
        return self.given + self.taken

    @property
    def net(self) -> int:
        return self.given - self.taken


@transaction.atomic
def store(*, shop: Shop, sheet: Sheet, name: str, by: Person, now: datetime) -> Upload:
    """Keeps the rows with the outcome of their dry run; posts nothing."""
    check(shop=shop, lines=sheet.lines, rules=limits(shop=shop), now=now)
    upload = Upload.objects.create(
        shop=shop,
        name=name[:120],
        digest=sheet.digest,
        staff_id=by.staff_id,
        uploaded_by=by.actor,
        uploaded_at=now,
        checked_at=now,
    )
    for some in _portions(sheet.lines):
        sets.run(INSERT, [_row(line) for line in some], upload.pk)
    detail = {"upload": upload.pk, "rows": len(sheet.lines)}
    audit(shop=shop, actor=by.actor, deed="adjustments uploaded", detail=detail, now=now)
    return upload


def check_again(*, upload: Upload, now: datetime) -> None:
    """The dry run as of now: members may have come, balances and limits may have changed."""
    rows = Row.objects.filter(upload=upload).order_by("number")
    columns = rows.values_list(
        "number",
        "line",
        "said",
        "kind",
        "value",
        "points",
        "why",
        "key",
        "faults",
        "member_id",
        "state",
        "id",
    )
    lines = [Line(*row) for row in columns.iterator(chunk_size=AT_ONCE)]
    for line in lines:
        line.faults = [(field, code, number) for field, code, number in line.faults]
    before = {line.id: (line.state, list(line.faults), line.member) for line in lines}
    check(shop=upload.shop, lines=lines, rules=limits(shop=upload.shop), now=now)
    changed = [line for line in lines if before[line.id] != (line.state, line.faults, line.member)]
    for some in _portions(changed):
        sets.run(UPDATE, [_row(line) for line in some])
    Upload.objects.filter(pk=upload.pk).update(checked_at=now)


def figures(*, upload: Upload) -> Figures:
    """Counted from the rows, so that they are true at every moment."""
    ready = Q(state=State.READY)
    counts = {state.value: Count("id", filter=Q(state=state)) for state in State}
    sums = {
        "members": Count("member", filter=Q(state__in=(State.READY, State.POSTED)), distinct=True),
        "given": Sum("points", filter=ready & Q(points__gt=0), default=0),
        "taken": Sum("points", filter=ready & Q(points__lt=0), default=0),
    }
    found = Row.objects.filter(upload=upload).aggregate(**counts, **sums)
    return Figures(**(found | {"given": int(found["given"]), "taken": -int(found["taken"])}))


def _row(line: Line) -> dict[str, Any]:
    return {
        "id": line.id, "number": line.number, "line": line.line, "kind": line.kind, "value": line.value,
        "said": line.said, "member": line.member, "points": line.points, "why": line.why, "key": line.key,
        "state": line.state, "faults": line.faults,
    }  # fmt: skip


def _portions(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), AT_ONCE):
        yield lines[start : start + AT_ONCE]


INSERT = """
INSERT INTO adjustments_row (upload_id, number, line, kind, value, said, member_id, points, why, key, state, faults)
SELECT %s, t.* FROM json_to_recordset(%s) AS t (
  number int, line int, kind text, value text, said jsonb, member bigint, points bigint, why text, key text,
  state text, faults jsonb)
"""
UPDATE = """
UPDATE adjustments_row r SET said = t.said, member_id = t.member, state = t.state, faults = t.faults
FROM json_to_recordset(%s) AS t (id bigint, said jsonb, member bigint, state text, faults jsonb) WHERE r.id = t.id
"""
