"""What sends the errands off. The rows are the work."""

from celery import shared_task
from django.db import close_old_connections

from loyalty.outbox.drain import drain


@shared_task(soft_time_limit=120)
def sweep() -> int:
    """Carries the errands that are due; returns how many were done."""
    close_old_connections()
    return drain()
