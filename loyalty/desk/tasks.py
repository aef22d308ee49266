"""The daily round, in small steps."""

from celery import shared_task
from django.utils import timezone

from loyalty.ledger import hold


@shared_task
def release_holds() -> int:
    """Moves points whose hold has ended from pending to available; returns the members served."""
    served = 0
    while more := hold.release(now=timezone.now()):
        served += more
    return served
