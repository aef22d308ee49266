"""Rows of a file in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from loyalty.adjustments.models import Row, Upload
from loyalty.adjustments.words import Told, told
from loyalty.panel.members import named


@dataclass(frozen=True, slots=True)
class RowTold:
    """A row with what is wrong with it; `customer` and `points` as they were written, where that is kept."""

    line: int
    customer: str
    points: str
    why: str
    faults: list[Told]
    member: int | None


@dataclass(frozen=True, slots=True)
class Good:
    """A row that is or will be posted."""

    line: int
    member: int
    name: str
    points: int
    why: str


def good_rows(upload: Upload, some: int) -> list[Good]:
    """The first rows without error, so that one sees whom the file concerns."""
    good = Row.objects.filter(upload=upload, state__in=(Row.State.READY, Row.State.POSTED))
    rows = good.exclude(member=None).select_related("member").prefetch_related("member__identities")
    return [
        Good(row.line, row.member.kept_id or row.member.pk, named(row.member), row.points or 0, row.why)
        for row in rows.order_by("number")[:some]
        if row.member is not None
    ]


def rows_told(rows: Iterable[Row]) -> list[RowTold]:
    return [row_told(row) for row in rows]


def row_told(row: Row) -> RowTold:
    written = str(row.points) if row.points is not None else row.said.get("points", "")
    return RowTold(
        line=row.line,
        customer=row.said.get("customer") or _who(row),
        points=written.replace("-", "−") if row.points is not None else written,
        why=row.why,
        faults=[told(fault) for fault in row.faults],
        member=row.member_id,
    )


def _who(row: Row) -> str:
    """What was written is not kept where the member is known: an address would be readable."""
    if row.member_id is None:
        return ""
    if row.kind == "customer" and row.value:
        return row.value
    return _("Member %(id)s") % {"id": row.member_id}
