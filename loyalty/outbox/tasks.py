"""What sends the errands off. The rows are the work; a message only says when to look."""

from celery import shared_task
from django.db import close_old_connections

from loyalty.outbox.drain import drain
from loyalty.outbox.lease import SIDE_BY_SIDE

SECONDS = 5.0  # a worker process is for other deeds too; what is left rings again


@shared_task(soft_time_limit=120)
def wake() -> int:
    """Somebody rang: carry what is due; returns how many were done."""
    return _drained()


@shared_task(soft_time_limit=120)
def sweep() -> int:
    """Finds what nobody woke and what was put off; returns how many were done."""
    return _drained()


def _drained() -> int:
    close_old_connections()
    return drain(seconds=SECONDS, hands=SIDE_BY_SIDE)
