"""Workers for pasts and simulations. The rows are the work; a message only says where to look."""

from celery import shared_task
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from loyalty.insight.forget import old_pasts
from loyalty.insight.job import due, wake
from loyalty.insight.models import PastOrders, Simulation
from loyalty.insight.work import go_on_playing, go_on_reading

READ = "loyalty.insight.tasks.read_past"
SIMULATE = "loyalty.insight.tasks.simulate"
SWEPT = 10
LIMIT = 60 * 60


@shared_task(soft_time_limit=LIMIT)
def read_past(past_id: int) -> None:
    close_old_connections()
    go_on_reading(past_id)


@shared_task(soft_time_limit=LIMIT)
def simulate(simulation_id: int) -> None:
    close_old_connections()
    go_on_playing(simulation_id)


@shared_task(soft_time_limit=LIMIT)
def sweep() -> int:
    """Sees to whatever is due: a store to look at again, a job that lost its worker; how many."""
    close_old_connections()
    now, seen = timezone.now(), 0
    for kind, task, work in ((PastOrders, READ, go_on_reading), (Simulation, SIMULATE, go_on_playing)):
        jobs = kind._default_manager.filter(due(now)).order_by("next_at")
        for pk in jobs.values_list("pk", flat=True)[:SWEPT]:
            if settings.INBOX_BELL:
                wake(task, pk)
            else:
                work(pk)
            seen += 1
    return seen


@shared_task(soft_time_limit=600)
def forget_pasts() -> int:
    """Throws pasts away that have been kept long enough; how many."""
    close_old_connections()
    return old_pasts(now=timezone.now())
