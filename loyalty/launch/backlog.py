"""How many launches wait for a worker, of every shop."""

from datetime import datetime

from loyalty.common.backlog import Backlog
from loyalty.insight.backlog import of_jobs
from loyalty.launch.models import Launch


def backlog(*, now: datetime) -> Backlog:
    return of_jobs(Launch, now=now)
