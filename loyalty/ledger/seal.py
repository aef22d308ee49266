"""Seals: the fingerprint of everything posted until a moment, chained to the seal before (law L3).

Whoever keeps a seal's digest elsewhere can show later that nothing before it was altered, added or taken away.
"""

import hashlib
from datetime import datetime

from django.db import connection, transaction

from loyalty.ledger.proven import Seal
from loyalty.shops.models import Programme


@transaction.atomic
def seal(*, programme_id: int) -> Seal:
    """Seals everything that can no longer change; answers the newest seal when there is nothing new."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme_id)
    last = Seal.objects.filter(programme_id=programme_id).order_by("-until").first()
    until = _settled()
    if last is not None and last.until >= until:
        return last
    since = last.until if last else None
    with connection.cursor() as cursor:
        cursor.execute(LINKS, {"programme": programme_id, "since": since, "until": until})
        count, links = cursor.fetchone()
    before = bytes(last.digest) if last else b""
    return Seal.objects.create(
        programme_id=programme_id,
        since=since,
        until=until,
        transactions=count,
        digest=hashlib.sha256(before + bytes(links or b"")).digest(),
    )


def _settled() -> datetime:
    """Nothing will be posted with an earlier time: a posting is dated after its database transaction began."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        [until] = cursor.fetchone()
    return until  # type: ignore[no-any-return]  # a cursor's rows have no types


SETTLED = """
SELECT least(min(xact_start), now()) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
LINKS = """
SELECT count(*), string_agg(link, '' ORDER BY id) FROM ledger_transaction
WHERE programme_id = %(programme)s AND posted_at < %(until)s
  AND (%(since)s::timestamptz IS NULL OR posted_at >= %(since)s)
"""
