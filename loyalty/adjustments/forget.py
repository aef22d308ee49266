"""What files said about people goes: with time, and when a person asks to be forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from loyalty.adjustments.models import Row, Upload
from loyalty.common.keys import email_hash
from loyalty.shops.models import Shop

KEPT = timedelta(days=30)
AT_ONCE = 20


def old_texts(*, now: datetime) -> int:
    """Tidies files of more than 30 days: texts of rows in error are forgotten, files never posted discarded."""
    due = Upload.objects.filter(uploaded_at__lt=now - KEPT, texts_gone_at=None)
    tidied = 0
    for upload_id in list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        tidied += _tidy(upload_id, now)
    return tidied


@transaction.atomic
def _tidy(upload_id: int, now: datetime) -> bool:
    """A file that still waits for its second person keeps its good rows."""
    upload = Upload.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=upload_id).first()
    if upload is None:
        return False
    if upload.ordered_at is None:
        Row.objects.filter(upload=upload).delete()
        upload.discarded_at = upload.discarded_at or now
    Row.objects.filter(upload=upload, state=Row.State.WRONG).update(said={}, why="", value="")
    upload.texts_gone_at = now
    upload.save(update_fields=["discarded_at", "texts_gone_at"])
    return True


def person(*, shop: Shop, customer: str, email: str, member_ids: Sequence[int]) -> None:
    """Takes the person's words out of every file of the shop; the points posted stay in the books."""
    values = [customer] if customer else []
    if email.strip():
        values.append(email_hash(email, programme_id=shop.programme_id))
    theirs = Q(value__in=values) | Q(member__in=member_ids) | Q(member__kept__in=member_ids)
    Row.objects.filter(theirs, upload__shop=shop).update(said={}, value="", why="")
