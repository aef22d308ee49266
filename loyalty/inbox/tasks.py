"""What wakes the workers. The rows are the work; a message only says when to look."""

from celery import shared_task
from django.db import close_old_connections
from django.utils import timezone

from loyalty.inbox.drain import drain
from loyalty.inbox.forget import old_deliveries


@shared_task(soft_time_limit=120)
def wake() -> int:
    """Somebody rang: work what is ready."""
    return _drained()


@shared_task(soft_time_limit=120)
def sweep() -> int:
    """Finds what nobody woke, whatever became of the broker's messages."""
    return _drained()


@shared_task(soft_time_limit=600)
def forget() -> int:
    """Throws away what is done with and old; how many deliveries."""
    close_old_connections()
    return old_deliveries(now=timezone.now())


def _drained() -> int:
    close_old_connections()
    return drain()
