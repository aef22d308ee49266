"""What sends letters off. The rows are the work; a message only says when to look."""

from celery import shared_task
from django.db import close_old_connections
from django.utils import timezone

from loyalty.notices.deliver import deliver, forget_old
from loyalty.notices.drain import drain

SECONDS = 20.0


@shared_task(soft_time_limit=120)
def send_letters() -> int:
    """Makes mails of what is due and hands them over; returns how many it had in hand."""
    close_old_connections()
    return drain(seconds=SECONDS)


@shared_task(soft_time_limit=120)
def tell_programs() -> int:
    """Tells merchants' programs what is due; returns how many took it."""
    close_old_connections()
    return deliver(seconds=SECONDS)


@shared_task
def forget_posts() -> int:
    """Throws old events away; returns how many rows went."""
    return forget_old(now=timezone.now())
