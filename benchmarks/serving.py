"""Applications under granian, and the load that is put on them."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from benchmarks import contest, world
from benchmarks.contest import Clock, Done
from loyalty.runtime import ports
from loyalty.runtime.processes import Child

BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and its process."""

    port: int
    pid: int

    @property
    def pids(self) -> list[int]:
        """What answers: the server and the database."""
        return [self.pid, contest.postmaster()]


@contextmanager
def served(application: str) -> Iterator[Server]:
    """The application under granian, as `manage.py serve` runs it."""
    port = ports.free()
    command = (
        *(str(BIN / "granian"), "--interface", "wsgi", "--http", "1", "--no-ws", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "2", "--log-level", "warning", application),
    )
    child = Child(application, command)
    child.start()
    try:
        _wait_for(port)
        yield Server(port, child.process.pid if child.process else 0)
    finally:
        child.kill()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server never answered")


def orders(server: Server, path: str, *, first: int, count: int) -> Done:
    """Signed orders, made by the generator itself."""
    asked = ("--first", str(first), "--count", str(count), "--secret", world.secret(), "--path", path)
    return _loaded(server, path, asked)


def requests(server: Server, prepared: Sequence[bytes], *, what: str, learn: bool = False) -> Done:
    """Whole requests; with `learn` each is sent once before the clock runs, and says then which answer it knows."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(msgspec.msgpack.encode(prepared))
        file.flush()
        return _loaded(server, what, ("--file", file.name, *(("--learn",) if learn else ())))


def _loaded(server: Server, what: str, asked: Sequence[str]) -> Done:
    command = (sys.executable, "-m", "benchmarks.load", "--port", str(server.port), *asked)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as generator:
        assert generator.stdin is not None
        assert generator.stdout is not None
        generator.stdout.readline()  # it is ready
        clock = Clock(server.pids)
        generator.stdin.write("go\n")
        generator.stdin.close()
        told: dict[str, float] = json.loads(generator.stdout.read())
    if told["refused"]:
        raise AssertionError(f"{what}: {told['refused']:.0f} requests were refused: the figure is void")
    return clock.stop(int(told["accepted"]), told["seconds"])
