"""The daily round, in small steps."""

from celery import shared_task
from django.utils import timezone

from loyalty.desk import daily


@shared_task
def release_holds() -> int:
    """Ends holds and expires points that are due; returns the members looked at."""
    return daily.catch_up(now=timezone.now())


@shared_task
def tell_of_expiry() -> int:
    """Records the notices of points about to end; returns how many."""
    return daily.notices(now=timezone.now())
