"""Django's cache in a table, for boxes without Redis, whose `add` is one question.

Django's own counts the whole table, looks, and writes within a transaction; and past three hundred entries it throws a
third of them away, keys of deeds that must not be used twice among them. Here what is over is swept out now and then.
"""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone

SWEPT = 200  # of so many adds one sweeps
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class TableCache(DatabaseCache):
    """Entries as Django writes and reads them."""

    def add(
        self, key: Any, value: Any, timeout: float | int | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Whether it was not there, or over."""
        name = self.make_and_validate_key(key, version=version)
        seconds = self.get_backend_timeout(timeout)
        ends = FOREVER if seconds is None else datetime.fromtimestamp(int(seconds), UTC)
        packed = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
        table = connection.ops.quote_name(self.cache_model_class._meta.db_table)
        now = timezone.now()
        with connection.cursor() as cursor:
            if crc32(name.encode()) % SWEPT == 0:
                cursor.execute(SWEEP.format(table=table), [now])
            cursor.execute(ADD.format(table=table), [name, packed, ends, now])
            return cursor.fetchone() is not None


ADD = """
INSERT INTO {table} AS had (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE had.expires < %s
RETURNING true
"""
SWEEP = "DELETE FROM {table} WHERE expires < %s"
