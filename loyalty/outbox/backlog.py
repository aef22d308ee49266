"""How much waits in the outbox, of every shop."""

from datetime import datetime

from loyalty.common.backlog import Backlog, of_parcels
from loyalty.outbox.models import Errand


def backlog(*, now: datetime) -> Backlog:
    return of_parcels(Errand._meta.db_table, now=now)
