"""Workers for files of adjustments. The rows are the work; a message only says where to look."""

import time
from datetime import timedelta

from celery import shared_task
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from loyalty.adjustments import forget
from loyalty.adjustments.models import Upload
from loyalty.adjustments.post import post_some
from loyalty.adjustments.start import wake
from loyalty.ledger.posting import MemberMoved

TURN = 3  # seconds; then the worker sees to others first
STALE = timedelta(seconds=45)  # a file nobody has touched for so long has lost its worker
TRIES = 5
SWEPT = 10


@shared_task(soft_time_limit=120)
def post_file(upload_id: int) -> int:
    """Posts for one turn, and asks for another while anything is left; how many rows were tried."""
    close_old_connections()
    begun, rows, tries = time.monotonic(), 0, 0
    while time.monotonic() - begun < TURN:
        try:
            done = post_some(upload_id=upload_id, now=timezone.now())
        except (MemberMoved, OperationalError):  # a merge or a deadlock: the next attempt sees it done
            tries += 1
            if tries == TRIES:
                raise
            continue
        if not done:
            return rows
        rows += done
    wake(upload_id)
    return rows


@shared_task(soft_time_limit=120)
def sweep() -> int:
    """Works files that lost their worker or were never told to one, whatever became of messages; how many."""
    close_old_connections()
    at_work = Upload.objects.filter(finished_at=None, worked_at__lt=timezone.now() - STALE)
    stale = list(at_work.exclude(started_at=None).order_by("worked_at").values_list("pk", flat=True)[:SWEPT])
    for upload_id in stale:
        post_file(upload_id)
    return len(stale)


@shared_task(soft_time_limit=120)
def forget_texts() -> int:
    """What unreadable rows said is not kept beyond its days; how many files were tidied."""
    close_old_connections()
    return forget.old_texts(now=timezone.now())
