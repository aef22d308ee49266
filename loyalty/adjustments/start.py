"""Posting a file begins: from here on only the worker moves it."""

from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import transaction

from loyalty.adjustments.models import Upload

TASK = "loyalty.adjustments.tasks.post_file"


def start(*, upload: Upload, actor: str, now: datetime) -> None:
    """Marks the file as started and wakes a worker once that is committed; starting again changes nothing."""
    started = Upload.objects.filter(pk=upload.pk, started_at=None, discarded_at=None).update(
        started_at=now, worked_at=now, actor=actor
    )
    if started:
        transaction.on_commit(lambda: wake(upload.pk), robust=True)


def wake(upload_id: int) -> None:
    """Tells a worker. A broker that is down loses nothing: the sweep finds the file."""
    if settings.INBOX_BELL:
        current_app.send_task(TASK, args=[upload_id], retry=False)
