"""Works what has waited too long, without any broker: what is here needs nothing but the database."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from loyalty.runtime.metrics.house import backlog

LATE = timedelta(seconds=20)  # workers that live look every five


def sweep_late(*, now: datetime, late_after: timedelta = LATE) -> list[str]:
    """The queues whose oldest due piece had waited for longer than that; each is swept here, in turn."""
    late = []
    for queue, tasks in settings.SWEEPS.items():
        if backlog(queue, now=now).age > late_after:
            for task in tasks:
                work: Callable[[], object] = import_string(task)
                work()
            late.append(queue)
    return late
