"""Taking a job, telling that one is still at it, and ending it: one worker at a time, whatever is killed.

A job is taken when it waits and is due, or when its worker has said nothing for STALE. Every word of progress names
the turn; a worker whose turn was taken, or whose job was stopped, hears of it by Superseded and gives up.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.db.models import Q

from loyalty.insight.models import Job

STALE = timedelta(minutes=5)  # counting the tiers of a large shop says nothing for most of a minute
State = Job.State
J = TypeVar("J", bound=Job)


class Superseded(Exception):
    """The job was stopped, or another worker has it."""


def due(now: datetime) -> Q:
    """Jobs somebody should take."""
    waits = Q(state=State.WAITING, next_at__lte=now)
    return waits | Q(state=State.RUNNING, worked_at__lt=now - STALE)


def take(kind: type[J], pk: int, *, now: datetime) -> J | None:
    """The job, if it is due and in nobody else's hands."""
    jobs = kind._default_manager
    taken = jobs.filter(due(now), pk=pk).update(state=State.RUNNING, turn=uuid4(), worked_at=now)
    return jobs.select_related("shop").get(pk=pk) if taken else None


def tell(job: Job, *, now: datetime, **changed: Any) -> None:
    """Writes progress. Raises Superseded, and then writes nothing."""
    mine = type(job)._default_manager.filter(pk=job.pk, turn=job.turn, state=State.RUNNING)
    if not mine.update(worked_at=now, **changed):
        raise Superseded
    for name, value in changed.items():
        setattr(job, name, value)


def pause(job: Job, *, now: datetime, until: datetime, **changed: Any) -> None:
    """Gives the job back for a while. Raises Superseded."""
    tell(job, now=now, state=State.WAITING, turn=None, next_at=until, **changed)


def finish(job: Job, *, now: datetime, **changed: Any) -> None:
    """Raises Superseded."""
    tell(job, now=now, state=State.DONE, turn=None, ended_at=now, **changed)


def fail(job: Job, why: str, *, now: datetime) -> None:
    """Ends it with a reason the merchant reads. Raises Superseded."""
    tell(job, now=now, state=State.FAILED, turn=None, ended_at=now, failure=why[:300])


def stop(job: Job, *, now: datetime) -> bool:
    """Whoever is at it gives up at the next word of progress; whether there was anything to stop."""
    jobs = type(job)._default_manager.filter(pk=job.pk, state__in=(State.WAITING, State.RUNNING))
    return bool(jobs.update(state=State.STOPPED, turn=None, ended_at=now))


def resume(job: Job, *, now: datetime, **changed: Any) -> bool:
    """Lets a stopped or failed job be taken again; whether it was one."""
    jobs = type(job)._default_manager.filter(pk=job.pk, state__in=(State.STOPPED, State.FAILED))
    waiting = {"state": State.WAITING, "turn": None, "next_at": now, "ended_at": None, "failure": ""}
    return bool(jobs.update(**(waiting | changed)))


def wake(task: str, pk: int) -> None:
    """Tells a worker. A broker that is down loses nothing: the sweep finds the job."""
    if settings.INBOX_BELL:
        current_app.send_task(task, args=[pk], retry=False)
