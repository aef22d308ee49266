"""The database of one box: whoever starts beside it waits until it has read its journal."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from loyalty.common.postgres import embedded


@pytest.fixture
def data() -> Iterator[Path]:
    """Not in pytest's own folder: a server does not run as root, and could not go there."""
    data = Path(settings.VAR_DIR) / "recovering" / "postgres"
    yield data
    embedded.stop(data)
    shutil.rmtree(data.parent)


def _says(data: Path, status: str) -> None:
    """What the server's own file tells about it."""
    file = data / "postmaster.pid"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:7], f"{status:<8}", ""]))


def test_a_server_that_is_still_recovering_is_waited_for_and_one_that_cannot_start_is_not(data: Path) -> None:
    host = embedded.ensure(data, database="books")
    _says(data, "starting")
    ready = threading.Timer(0.6, _says, (data, "ready"))
    began = time.monotonic()
    ready.start()
    embedded.revive(data)
    assert time.monotonic() - began >= 0.6
    with psycopg.connect(host=host, user="postgres", dbname="books") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    embedded.stop(data)
    (data / "postgresql.conf").write_text("nonsense\n")
    with pytest.raises(subprocess.SubprocessError):
        embedded.revive(data)
    (data / "postgresql.conf").write_text("")
    embedded.revive(data)
