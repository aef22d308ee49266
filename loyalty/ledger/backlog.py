"""How many held points should be free by now, of every shop."""

from datetime import datetime

from django.db import connection

from loyalty.common.backlog import COUNTED, Backlog

# Answered by the index lot_held alone. Ends are not counted: an end may rightly wait for a notice (see due).
COUNT = """
SELECT (SELECT min(available_at) FROM ledger_lot
        WHERE remaining > 0 AND account = 'pending' AND available_at <= %(now)s),
       (SELECT count(*) FROM (
          SELECT FROM ledger_lot
          WHERE remaining > 0 AND account = 'pending' AND available_at <= %(now)s LIMIT %(most)s) AS due)
"""


def holds(*, now: datetime) -> Backlog:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"now": now, "most": COUNTED})
        oldest, waiting = cursor.fetchone()
    return Backlog(age=now - (oldest or now), waiting=waiting)
