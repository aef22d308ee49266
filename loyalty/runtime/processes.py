"""Child processes: started together, restarted when they die, stopped together."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NoReturn

log = logging.getLogger(__name__)

PATIENCE = 12  # seconds a child gets to stop by itself
LONGEST_PAUSE = 30.0
STEADY = 30  # seconds of life after which a death counts as the first again


@dataclass
class Child:
    """One process in a group of its own. Output goes to `output`, or to our stderr."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0
    deaths: int = 0
    start_at: float = 0

    def start(self) -> None:
        tether = (sys.executable, "-m", "loyalty.runtime.tethered", str(os.getpid()))
        out = self.output.open("ab") if self.output else os.dup(2)
        try:
            self.process = subprocess.Popen(
                (*tether, *self.command),
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        finally:
            if isinstance(out, int):
                os.close(out)
            else:
                out.close()
        self.started = time.monotonic()

    def become(self) -> NoReturn:
        """This very process goes on as that one: signals reach it as they should in a container."""
        os.execve(self.command[0], list(self.command), {**os.environ, **self.env})  # noqa: S606

    def end(self) -> None:
        """Asks it to stop; it tells its own children."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """The whole group, so that nobody's grandchildren stay behind."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def look_after(self, now: float) -> None:
        """Notices a death; starts again after a pause that doubles with every quick death."""
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.kill()
        self.deaths = 1 if now - self.started > STEADY else self.deaths + 1
        pause = min(0.25 * 2**self.deaths, LONGEST_PAUSE)
        log.error("%s ended with %s; starting it again in %.1f s", self.name, code, pause)
        self.process, self.start_at = None, now + pause


class Supervisor:
    """`with Supervisor(children):` they run; afterwards none of them does."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look_after_them, daemon=True)

    def __enter__(self) -> "Supervisor":
        self._watch.start()
        return self

    def __exit__(
        self, _1: type[BaseException] | None, _2: BaseException | None, _3: TracebackType | None
    ) -> None:
        # Stopping is under way: nobody is to stop stopping.
        kept = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTERM, signal.SIGINT)}
        self._over.set()
        self._watch.join()
        for number, handler in kept.items():  # else whoever is started later is deaf as well
            signal.signal(number, handler)

    def wait(self) -> None:
        """Until a signal ends it."""
        self._over.wait()

    def _look_after_them(self) -> None:
        # Children are started, watched and stopped by one thread: their tether is to the thread that made them.
        while not self._over.wait(0.2):
            for child in self.children:
                child.look_after(time.monotonic())
        self._stop()

    def _stop(self) -> None:
        for child in self.children:
            child.end()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                log.warning("%s did not stop by itself", child.name)
            child.kill()
            child.process.wait()


def interruptible() -> None:
    """SIGTERM, like Ctrl-C, raises KeyboardInterrupt, so that `with` blocks are left in order."""
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell starts background jobs with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
