"""Going on with jobs, one step or one run at a time; whatever goes wrong in one is its trouble alone."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import OperationalError
from django.utils import timezone

from loyalty.insight.job import Superseded, fail, take
from loyalty.insight.models import Job, PastOrders, Simulation
from loyalty.insight.parts import Sealed
from loyalty.insight.read_file import read_file
from loyalty.insight.read_store import read_store
from loyalty.insight.simulate import simulate

log = structlog.get_logger(__name__)
J = TypeVar("J", bound=Job)


def go_on_reading(past_id: int) -> None:
    """Until there is something to wait for."""
    while worked(PastOrders, past_id, _read):
        pass


def go_on_playing(simulation_id: int) -> None:
    worked(Simulation, simulation_id, lambda job: simulate(job, now=timezone.now()))


def worked(kind: type[J], pk: int, work: Callable[[J], None]) -> bool:
    """Whether there was something to do. What goes wrong is told in the job's own words."""
    job = take(kind, pk, now=timezone.now())
    if job is None:
        return False
    try:
        work(job)
    except Superseded:
        return False
    except OperationalError:
        raise  # the database went away: whoever sweeps finds the job stale
    except Sealed as why:
        _failed(job, str(why))
    except Exception as bad:
        log.exception("a job failed", kind=kind.__name__, pk=pk)
        _failed(job, f"It was broken off: {type(bad).__name__}.")
    return True


def _read(past: PastOrders) -> None:
    step = read_store if past.how == PastOrders.How.STORE else read_file
    step(past, now=timezone.now())


def _failed(job: Job, why: str) -> None:
    try:
        fail(job, why, now=timezone.now())
    except Superseded:
        log.info("a job that failed had been stopped meanwhile", pk=job.pk)
