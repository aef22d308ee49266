"""Posting a file, a hundred rows at a time: a kill between any two leaves whole hundreds behind."""

from collections.abc import Sequence
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from loyalty.adjustments.models import Row, Upload
from loyalty.common import sets
from loyalty.desk.adjusting import adjust_many
from loyalty.ledger.adjust import Adjustment, NotEnough
from loyalty.members.models import Member
from loyalty.shops.audit import audit

AT_ONCE = 100
REFUSED = (ValueError, KeyError, DataError, IntegrityError)
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
    ready = [(row, member) for row in rows if (member := kept.get(row.member_id or 0)) is not None]
    there = {row.pk for row, _ in ready}
    done = [_missed(row, "customer", "gone", None) for row in rows if row.pk not in there]
    try:
        with transaction.atomic():
            done += _post(upload, ready, now)
    except REFUSED:
        # One of them breaks a law of the books: it alone is to be missed.
        done += [_alone(upload, row, member, now) for row, member in ready]
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


def _post(upload: Upload, rows: Sequence[tuple[Row, int]], now: datetime) -> list[Done]:
    """These rows in one book, in the order of the file."""
    wanted = [
        Adjustment(member_id=member, points=row.points or 0, why=row.why, key=row.key) for row, member in rows
    ]
    posted = adjust_many(shop=upload.shop, adjustments=wanted, actor=upload.actor, now=now) if wanted else []
    return [_done(row, said) for (row, _), said in zip(rows, posted, strict=True)]


def _done(row: Row, said: bool | NotEnough) -> Done:
    if isinstance(said, NotEnough):
        return _missed(row, "points", "not_enough", said.available)
    return {"id": row.pk, "state": State.POSTED if said else State.BEFORE, "faults": []}


def _alone(upload: Upload, row: Row, member: int, now: datetime) -> Done:
    """One row. Whatever the books refuse is this row's trouble alone."""
    try:
        with transaction.atomic():
            return _post(upload, [(row, member)], now)[0]
    except REFUSED:
        return _missed(row, "row", "refused", None)


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
