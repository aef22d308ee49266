"""The daily round, in small steps."""

from celery import shared_task


@shared_task
def release_holds() -> int:
    """Moves points whose hold has ended from pending to available."""
    return 0
