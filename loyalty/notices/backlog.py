"""How many letters and messages wait to be sent, of every shop."""

from datetime import datetime

from loyalty.common.backlog import Backlog, of_parcels
from loyalty.notices.models import Mail, Post


def mails(*, now: datetime) -> Backlog:
    return of_parcels(Mail._meta.db_table, now=now)


def posts(*, now: datetime) -> Backlog:
    """Messages to merchants' own systems."""
    return of_parcels(Post._meta.db_table, now=now)
