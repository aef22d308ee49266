"""`manage.py serve` as a merchant's box runs it: real processes, a real signal, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from loyalty.runtime import ports
from tests.docs.pages import ROOT


@dataclass
class Served:
    process: "subprocess.Popen[str]"
    origin: str
    var: Path

    def named(self, name: str) -> list[psutil.Process]:
        return [child for child in self.everyone() if name in _command(child)]

    def everyone(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it ended while we looked
        return ""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    # Deeper than a socket's path may be: the clone may lie anywhere.
    var = tmp_path / "a-folder-with-quite-a-long-name" / "var"
    port = ports.free()
    env = {k: v for k, v in os.environ.items() if not k.startswith("LOYALTY_")}
    env |= {
        "LOYALTY_VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "loyalty.settings",
        "LOYALTY_LOG_LEVEL": "ERROR",
    }
    command = (sys.executable, "manage.py", "serve", "--port", str(port), "--processes", "1")
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline()
    assert line == f"ready: http://127.0.0.1:{port}\n"
    yield Served(process, f"http://127.0.0.1:{port}", var)
    if process.poll() is None:
        process.kill()
    process.stdout.close()


def _works(pid: int) -> bool:
    """Whether it still does anything: a corpse that nobody fetched does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def test_what_dies_is_started_again_and_a_signal_stops_everything(served: Served) -> None:
    assert httpx.get(f"{served.origin}/readyz").json()["ready"] is True
    (web, *_) = served.named("granian")
    web.kill()

    def answers() -> bool:
        try:
            return httpx.get(f"{served.origin}/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    assert until(lambda: web.pid not in [p.pid for p in served.named("granian")])
    assert until(answers)
    everyone = served.everyone()
    postgres = int((served.var / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(30) == 0
    assert [p for p in everyone if _works(p.pid)] == []
    assert not _works(postgres)
