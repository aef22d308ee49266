"""How many jobs wait for a worker, of every shop."""

from datetime import datetime

from django.db.models import Min
from django.db.models.functions import Greatest

from loyalty.common.backlog import COUNTED, Backlog
from loyalty.insight.job import due
from loyalty.insight.models import Job, PastOrders, Simulation


def of_jobs(kind: type[Job], *, now: datetime) -> Backlog:
    """Jobs that somebody should take; none is dead, for a failed one is told to the merchant."""
    jobs = kind._default_manager.filter(due(now), ended_at=None)
    oldest = jobs.aggregate(at=Min(Greatest("next_at", "worked_at")))["at"]
    return Backlog(age=now - (oldest or now), waiting=jobs.order_by().values("pk")[:COUNTED].count())


def pasts(*, now: datetime) -> Backlog:
    return of_jobs(PastOrders, now=now)


def simulations(*, now: datetime) -> Backlog:
    return of_jobs(Simulation, now=now)
