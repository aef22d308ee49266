"""Works what has waited too long, without any broker: what is here needs nothing but the database."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

LATE = timedelta(seconds=20)  # workers that live look every five


def sweep_late(*, now: datetime) -> list[str]:
    """The queues whose oldest due piece had waited for longer than LATE; each is swept here, in turn."""
    late = []
    for queue, (task, *backlogs) in settings.SWEEPS.items():
        if max(import_string(name)(now=now).age for name in backlogs) > LATE:
            sweep: Callable[[], object] = import_string(task)
            sweep()
            late.append(queue)
    return late
