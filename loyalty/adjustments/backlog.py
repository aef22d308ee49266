"""How many files of adjustments are being posted, of every shop."""

from datetime import datetime

from django.db.models import Min

from loyalty.adjustments.models import Upload
from loyalty.common.backlog import Backlog


def backlog(*, now: datetime) -> Backlog:
    """`age` since anybody last did something about one."""
    at_work = Upload.objects.filter(finished_at=None, started_at__isnull=False, worked_at__isnull=False)
    oldest = at_work.aggregate(at=Min("worked_at"))["at"]
    return Backlog(age=now - (oldest or now), waiting=at_work.count())
