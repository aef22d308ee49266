"""Workers for launches. The rows are the work; a message only says where to look."""

from celery import shared_task
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from loyalty.insight.job import due, wake
from loyalty.launch.models import Launch
from loyalty.launch.work import go_on

TASK = "loyalty.launch.tasks.launch"
SWEPT = 10
LIMIT = 60 * 60


@shared_task(soft_time_limit=LIMIT)
def launch(launch_id: int) -> None:
    close_old_connections()
    go_on(launch_id)


@shared_task(soft_time_limit=LIMIT)
def sweep() -> int:
    """Sees to launches that lost their worker or were never told to one; how many."""
    close_old_connections()
    jobs = Launch.objects.filter(due(timezone.now())).order_by("next_at")
    found = list(jobs.values_list("pk", flat=True)[:SWEPT])
    for pk in found:
        if settings.INBOX_BELL:
            wake(TASK, pk)
        else:
            go_on(pk)
    return len(found)
