"""Posting a file, a hundred rows at a time: a kill between any two leaves whole hundreds behind."""

from collections.abc import Sequence
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from loyalty.adjustments.models import Row, Upload
from loyalty.common import sets
from loyalty.desk.adjusting import adjust
from loyalty.ledger.adjust import NotEnough
from loyalty.members.models import Member
from loyalty.shops.audit import audit

AT_ONCE = 100
State = Row.State
Done = dict[str, object]


@transaction.atomic
def post_some(*, upload_id: int, now: datetime) -> int:
    """Posts the next rows; how many were tried. 0 when all is done, or another worker has the file.

    Raises loyalty.ledger.posting.MemberMoved when members are merged at this moment: nothing is done, call again.
    """
    upload = _take(upload_id)
    if upload is None:
        return 0
    rows = list(Row.objects.filter(upload=upload, state=State.READY).order_by("number")[:AT_ONCE])
    if not rows:
        _finish(upload, now)
        return 0
    kept = _kept(rows)
    # Members in the order in which everybody locks them; the rows of one member as the file has them.
    done = [
        _post(upload, row, kept.get(row.member_id or 0), now)
        for row in sorted(rows, key=lambda row: (kept.get(row.member_id or 0) or 0, row.number))
    ]
    sets.run(DONE, done)
    Upload.objects.filter(pk=upload.pk).update(worked_at=now)
    return len(done)


def _take(upload_id: int) -> Upload | None:
    """The file, if it is at work and in nobody else's hands."""
    at_work = Upload.objects.filter(pk=upload_id, finished_at=None).exclude(started_at=None)
    return (
        at_work.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("shop").first()
    )


def _kept(rows: Sequence[Row]) -> dict[int, int | None]:
    """Members by the id a row has: the one they were merged into, None for the erased."""
    wanted = {row.member_id for row in rows if row.member_id}
    found = Member.objects.filter(pk__in=wanted).values_list("pk", "kept_id", "erased_at")
    return {member: None if erased else kept or member for member, kept, erased in found}


def _post(upload: Upload, row: Row, member_id: int | None, now: datetime) -> Done:
    """One row. Whatever the books refuse is this row's trouble alone."""
    if member_id is None or row.points is None:
        return _missed(row, "customer", "gone", None)
    try:
        with transaction.atomic():
            posted = adjust(
                shop=upload.shop,
                member_id=member_id,
                points=row.points,
                why=row.why,
                actor=upload.actor,
                key=row.key,
                now=now,
                audited=False,
            )
    except NotEnough as short:
        return _missed(row, "points", "not_enough", short.available)
    except (ValueError, KeyError, DataError, IntegrityError):
        return _missed(row, "row", "refused", None)
    return {"id": row.pk, "state": State.POSTED if posted else State.BEFORE, "faults": []}


def _missed(row: Row, field: str, code: str, number: int | None) -> Done:
    return {"id": row.pk, "state": State.MISSED, "faults": [[field, code, number]]}


def _finish(upload: Upload, now: datetime) -> None:
    Upload.objects.filter(pk=upload.pk).update(finished_at=now, worked_at=now)
    posted = Row.objects.filter(upload=upload, state=State.POSTED).count()
    missed = Row.objects.filter(upload=upload, state=State.MISSED).count()
    detail = {"upload": upload.pk, "posted": posted, "missed": missed}
    audit(shop=upload.shop, actor=upload.actor, deed="adjustments finished", detail=detail, now=now)


DONE = """
UPDATE adjustments_row r SET state = t.state, faults = t.faults
FROM json_to_recordset(%s) AS t (id bigint, state text, faults jsonb) WHERE r.id = t.id
"""
