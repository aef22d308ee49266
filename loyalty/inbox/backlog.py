"""How much waits in the inbox, of every shop."""

from datetime import datetime

from django.db import connection

from loyalty.common.backlog import COUNTED, Backlog
from loyalty.inbox.claim import backlog_age

COUNT = """
SELECT (SELECT count(*) FROM (
          SELECT FROM inbox_delivery WHERE state = 'ready' AND next_at <= %(now)s LIMIT %(most)s) AS ready),
       (SELECT count(*) FROM (SELECT FROM inbox_delivery WHERE state = 'parked' LIMIT %(most)s) AS parked)
"""


def backlog(*, now: datetime) -> Backlog:
    """Webhooks that are due; the parked ones are the dead."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"now": now, "most": COUNTED})
        waiting, dead = cursor.fetchone()
    return Backlog(age=backlog_age(now=now), waiting=waiting, dead=dead)
