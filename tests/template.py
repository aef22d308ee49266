"""One database with all tables, made once for a run: those of the hands and of the towns are copied from it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg import sql

from loyalty.runtime import ports


def prepared() -> None:
    """Sees to it that what is copied is there (TEST["TEMPLATE"]); whoever asks first makes it."""
    name = connection.settings_dict["TEST"]["TEMPLATE"]
    with Path(settings.STATIC_ROOT, "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _exists(name):
            _make(name)


def _exists(name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _make(name: str) -> None:
    """By another name first: a run that is broken off leaves no half of it."""
    kept, used = connection.settings_dict["TEST"], connection.settings_dict["NAME"]
    unfinished = f"{name}_unfinished"
    connection.settings_dict["TEST"] = kept | {"NAME": unfinished, "TEMPLATE": None}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict |= {"TEST": kept, "NAME": used}
    settings.DATABASES["default"]["NAME"] = used
    _done("ALTER DATABASE {} RENAME TO {}", unfinished, name)


@contextmanager
def copied() -> Iterator[str]:
    """The address of a new database with all tables, for processes beside the tests; it goes away afterwards."""
    name, host = f"town_{ports.free()}", connection.get_connection_params()["host"]
    _done("CREATE DATABASE {} TEMPLATE {}", name, connection.settings_dict["TEST"]["TEMPLATE"])
    yield f"postgresql://postgres@/{name}?host={host}"
    _done("DROP DATABASE {} WITH (FORCE)", name)


def _done(statement: str, *names: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
