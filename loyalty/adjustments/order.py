"""Somebody says: post this file. Or: throw it away."""

from datetime import datetime
from typing import Literal
from uuid import uuid4

from django.db import transaction

from loyalty.adjustments.limits import TooMuch, limits, spend
from loyalty.adjustments.models import Row, Upload
from loyalty.adjustments.person import Person
from loyalty.adjustments.second_person import ask_for_file
from loyalty.adjustments.start import start
from loyalty.adjustments.store import Figures, check_again, figures
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop


class NotOpen(ValueError):
    """The file was ordered or discarded before."""


class Changed(ValueError):
    """The figures are no longer those that were shown; `figures` are today's."""

    def __init__(self, figures: Figures) -> None:
        super().__init__("the file's figures have changed")
        self.figures = figures


class InError(ValueError):
    """Rows are in error and nobody said to leave them out."""


@transaction.atomic
def order(
    *, shop: Shop, upload_id: int, by: Person, shown: tuple[int, int, int], skips: bool, now: datetime
) -> Literal["started", "asked"]:
    """Starts posting what is ready, or asks for a second person.

    `shown` is what the person saw: rows ready, points given, points taken. Raises NotOpen, Changed, InError, TooMuch.
    """
    upload = _open(shop, upload_id)
    check_again(upload=upload, now=now)
    found = figures(upload=upload)
    if not found.ready or (found.ready, found.given, found.taken) != shown:
        raise Changed(found)
    if found.wrong and not skips:
        raise InError
    Upload.objects.filter(pk=upload.pk).update(ordered_at=now, skips=skips)
    against = spend(shop=shop, by=by, points=found.total, now=now)
    if against is None:
        start(upload=upload, actor=by.actor, now=now)
        detail = {"upload": upload.pk, "rows": found.ready, "points": found.net}
        audit(shop=shop, actor=by.actor, deed="adjustments posted", detail=detail, now=now)
        return "started"
    if not limits(shop=shop).second_person:
        raise TooMuch(against)
    key = f"upload:{uuid4()}"
    ask_for_file(upload=upload, key=key, rows=found.ready, points=found.net, by=by, now=now)
    return "asked"


@transaction.atomic
def recheck(*, shop: Shop, upload_id: int, now: datetime) -> None:
    """Raises NotOpen."""
    check_again(upload=_open(shop, upload_id), now=now)


@transaction.atomic
def discard(*, shop: Shop, upload_id: int, actor: str, now: datetime) -> None:
    """Nothing of the rows is left. Raises NotOpen."""
    upload = _open(shop, upload_id)
    Row.objects.filter(upload=upload).delete()
    Upload.objects.filter(pk=upload.pk).update(discarded_at=now, texts_gone_at=now)
    audit(shop=shop, actor=actor, deed="adjustments discarded", detail={"upload": upload.pk}, now=now)


def _open(shop: Shop, upload_id: int) -> Upload:
    """Locked. Raises Upload.DoesNotExist for another shop's."""
    upload = Upload.objects.select_for_update(no_key=True).get(shop=shop, pk=upload_id)
    if upload.ordered_at is not None or upload.discarded_at is not None:
        raise NotOpen
    return upload
