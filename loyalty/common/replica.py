"""Long looks at large tables may go to a read replica, where one is set.

`with reading():` (or `@reading()` over a function) sends every query there that Django routes, and `cursor()` is for
those that it does not. A replica may be a little behind: only figures are read so, and never what a deed depends on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

ALIAS = "replica"

log = structlog.get_logger(__name__)
_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """On the replica, unless there is none, it is away, or a transaction is open that must see its own writing."""
    asked = _reading.set(_reading.get() or _may())
    try:
        yield
    finally:
        _reading.reset(asked)


def alias() -> str:
    return ALIAS if _reading.get() else DEFAULT_DB_ALIAS


def cursor() -> CursorWrapper:
    return connections[alias()].cursor()


def _may() -> bool:
    if ALIAS not in connections.databases or connections[DEFAULT_DB_ALIAS].in_atomic_block:
        return False
    try:
        connections[ALIAS].ensure_connection()
    except OperationalError:
        log.warning("the replica is away, the database itself is read")
        return False
    return True


class Router:
    """Everything is written, and migrated, in one place."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return ALIAS if _reading.get() else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
