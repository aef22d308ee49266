"""Tidying up."""

from celery import shared_task
from django.db import close_old_connections
from django.utils import timezone

from loyalty.api import forget


@shared_task(soft_time_limit=120)
def forget_answers() -> int:
    close_old_connections()
    return forget.old_answers(now=timezone.now())
