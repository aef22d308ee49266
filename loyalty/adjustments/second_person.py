"""Adjustments that wait for a second person. Nobody answers their own request but by withdrawing it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from loyalty.adjustments.models import Answer, Request, Upload
from loyalty.adjustments.person import Person, two_actors
from loyalty.adjustments.start import start
from loyalty.desk.adjusting import adjust
from loyalty.members.models import Member
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop


class Answered(ValueError):
    """Somebody was quicker: the request has ended, and how is in `answer`."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"the request was {answer.kind} before")
        self.answer = answer


class NotYours(ValueError):
    """Approving or refusing one's own request, or withdrawing another's."""


class MemberGone(ValueError):
    """The member was erased while the request waited."""


def waiting(*, shop: Shop) -> QuerySet[Request]:
    """Requests nobody has answered, newest first."""
    return Request.objects.filter(shop=shop, answer=None).order_by("-id")


def asked_before(*, shop: Shop, key: str) -> bool:
    return Request.objects.filter(shop=shop, key=key).exists()


@transaction.atomic
def ask(*, shop: Shop, member_id: int, points: int, why: str, by: Person, key: str, now: datetime) -> bool:
    """Leaves an adjustment for a second person, once per key; False when it was asked before."""
    about = {"member_id": member_id, "points": points, "why": why.strip()}
    who = {"staff_id": by.staff_id, "asked_by": by.actor, "asked_at": now}
    row, made = Request.objects.get_or_create(shop=shop, key=key, defaults=about | who)
    if made:
        detail = {"request": row.pk, "member": member_id, "points": points, "why": row.why}
        audit(shop=shop, actor=by.actor, deed="adjustment asked", detail=detail, now=now)
    return made


def ask_for_file(*, upload: Upload, key: str, rows: int, points: int, by: Person, now: datetime) -> None:
    """Leaves a whole file for a second person; `points` is the net of its `rows`."""
    row = Request.objects.create(
        shop=upload.shop,
        key=key,
        upload=upload,
        points=points,
        rows=rows,
        why=upload.name,
        staff_id=by.staff_id,
        asked_by=by.actor,
        asked_at=now,
    )
    detail = {"request": row.pk, "upload": upload.pk, "rows": rows, "points": points}
    audit(shop=upload.shop, actor=by.actor, deed="adjustment asked", detail=detail, now=now)


@transaction.atomic
def approve(*, shop: Shop, request_id: int, by: Person, now: datetime) -> None:
    """Posts it, or starts the file, under both names. Raises Answered, NotYours, MemberGone, NotEnough."""
    row = _open(shop, request_id)
    if is_theirs(row, by):
        raise NotYours
    actor = two_actors(row.asked_by, by.actor)
    if row.upload is not None:
        start(upload=row.upload, actor=actor, now=now)
    else:
        adjust(
            shop=shop,
            member_id=_kept(row.member),
            points=row.points,
            why=row.why,
            actor=actor,
            key=f"request:{row.pk}",
            now=now,
        )
    _answer(row, Answer.Kind.APPROVED, by, "", now)


@transaction.atomic
def refuse(*, shop: Shop, request_id: int, why: str, by: Person, now: datetime) -> None:
    """Raises Answered, NotYours, and ValueError for an empty reason."""
    row = _open(shop, request_id)
    if is_theirs(row, by):
        raise NotYours
    if not why.strip():
        raise ValueError("a refusal needs a reason")
    _answer(row, Answer.Kind.REFUSED, by, why.strip(), now)
    _release_file(row)


@transaction.atomic
def withdraw(*, shop: Shop, request_id: int, by: Person, now: datetime) -> None:
    """Only who asked may withdraw. Raises Answered, NotYours."""
    row = _open(shop, request_id)
    if not is_theirs(row, by):
        raise NotYours
    _answer(row, Answer.Kind.WITHDRAWN, by, "", now)
    _release_file(row)


def _open(shop: Shop, request_id: int) -> Request:
    """The request, locked until the transaction ends. Raises Request.DoesNotExist for another shop's."""
    row = Request.objects.select_for_update(no_key=True).get(shop=shop, pk=request_id)
    answer = Answer.objects.filter(request=row).first()
    if answer is not None:
        raise Answered(answer)
    return row


def is_theirs(row: Request, by: Person) -> bool:
    """Whether this person asked."""
    return row.staff_id == by.staff_id or row.asked_by == by.actor


def _kept(member: Member | None) -> int:
    """Who the member is today, after merges."""
    if member is None or member.erased_at is not None:
        raise MemberGone
    if member.kept is not None:
        return _kept(member.kept)
    return member.pk


def _answer(row: Request, kind: Answer.Kind, by: Person, why: str, now: datetime) -> None:
    Answer.objects.create(request=row, kind=kind, by=by.actor, at=now, why=why)
    detail = {"request": row.pk, "asked_by": row.asked_by, "points": row.points} | (
        {"why": why} if why else {}
    )
    audit(shop=row.shop, actor=by.actor, deed=f"adjustment {kind}", detail=detail, now=now)


def _release_file(row: Request) -> None:
    """The file goes back to its dry run: it can be asked for again, or discarded."""
    if row.upload_id:
        Upload.objects.filter(pk=row.upload_id, started_at=None).update(ordered_at=None)
