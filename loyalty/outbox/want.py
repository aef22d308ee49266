"""What the store is to know: a row per matter, and the latest wish stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from loyalty.common import sets
from loyalty.outbox import bell


@dataclass(frozen=True, slots=True)
class Wish:
    """`key` says what it is about: a later wish with the same key takes this one's place."""

    shop_id: int
    kind: str
    key: str
    wanted: Mapping[str, object]


def want(*, wishes: Sequence[Wish], now: datetime) -> None:
    """Writes wishes down, in the caller's transaction. One that is on its way or done already changes nothing."""
    rows = [{"shop": one.shop_id, "kind": one.kind, "key": one.key, "wanted": one.wanted} for one in wishes]
    sets.run(WANT, rows, now, now)
    transaction.on_commit(bell.ring)


WANT = """
INSERT INTO outbox_errand AS e
  (made_at, due_at, wish, state, attempts, last_error, shop_id, kind, key, wanted)
SELECT %s, %s, 1, 'waiting', 0, '', shop, kind, key, wanted FROM json_to_recordset(%s)
  AS t (shop bigint, kind text, key text, wanted jsonb)
ORDER BY shop, key
ON CONFLICT (shop_id, key) DO UPDATE
SET wanted = excluded.wanted, kind = excluded.kind, wish = e.wish + 1, state = 'waiting', attempts = 0,
    made_at = excluded.made_at, due_at = excluded.due_at, last_error = '', done_at = NULL
WHERE e.state = 'dead' OR e.wanted IS DISTINCT FROM excluded.wanted
"""
