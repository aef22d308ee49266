"""How many mails wait to be sent, of every shop."""

from datetime import datetime

from django.db import connection

from loyalty.common.backlog import COUNTED, Backlog

HERE = """EXISTS (SELECT FROM shops_installation AS stay
                  WHERE stay.shop_id = notices_mail.shop_id AND stay.uninstalled_at IS NULL)"""
COUNT = f"""
SELECT (SELECT min(due_at) FROM notices_mail WHERE state = 'waiting' AND due_at <= %(now)s AND {HERE}),
       (SELECT count(*) FROM (
          SELECT FROM notices_mail
          WHERE state = 'waiting' AND due_at <= %(now)s AND {HERE} LIMIT %(most)s) AS due),
       (SELECT count(*) FROM (SELECT FROM notices_mail WHERE state = 'dead' LIMIT %(most)s) AS dead)
"""  # noqa: S608 - both texts are ours


def mails(*, now: datetime) -> Backlog:
    """Mails that are due; those given up are the dead."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"now": now, "most": COUNTED})
        oldest, waiting, dead = cursor.fetchone()
    return Backlog(age=now - (oldest or now), waiting=waiting, dead=dead)
