"""A worker that lives touches a file; `python -m loyalty.runtime.pulse` answers 0 while it does, else 1."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import structlog
from celery import bootsteps
from celery.worker import state

ROOT = Path(__file__).resolve().parent.parent.parent
BEAT = 10.0
DEAD_AFTER = 60.0
JAMMED_AFTER = 3  # beats

log = structlog.get_logger(__name__)


class Pulse(bootsteps.StartStopStep):
    """By the timer of the worker's own loop: one that hangs touches nothing."""

    requires = ("celery.worker.components:Timer",)

    def start(self, parent: Any) -> None:
        touch()
        self.jammed = 0
        self.timer = parent.timer.call_repeatedly(BEAT, self.look, (parent,))

    def look(self, parent: Any) -> None:
        """One process of a pool that is killed may take the lock with it under which all of them fetch their work.

        Nobody gives that back, and a worker that is told to stop waits for the pool: it is killed.
        """
        beat(parent)
        self.jammed = self.jammed + 1 if state.reserved_requests and not state.active_requests else 0
        if self.jammed >= JAMMED_AFTER:
            log.error("nobody in the pool takes the work that is there: the worker is killed")
            os.kill(os.getpid(), signal.SIGKILL)

    def stop(self, parent: Any) -> None:
        _file().unlink(missing_ok=True)


def beat(worker: Any) -> None:
    """Celery does not miss its scheduler when that was killed, and nothing would ever be swept again: the worker
    ends, and whoever started it starts it again."""
    scheduler = getattr(worker, "beat", None)
    if scheduler is not None and scheduler.pid is not None and not scheduler.is_alive():
        log.error("the scheduler inside the worker is dead: the worker stops")
        for memory in _file().parent.glob("beat*"):  # cut off in the middle, it would kill the next one too
            memory.unlink(missing_ok=True)
        os.kill(os.getpid(), signal.SIGTERM)
    else:
        touch()


def touch() -> None:
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def beats(file: Path, *, now: float) -> bool:
    """`now` in seconds since 1970."""
    try:
        return now - file.stat().st_mtime < DEAD_AFTER
    except FileNotFoundError:
        return False


def _file() -> Path:
    """One worker in a container, one file; elsewhere it says that any of them lives."""
    return Path(os.environ.get("LOYALTY_VAR_DIR") or ROOT / "var") / "pulse"


if __name__ == "__main__":
    sys.exit(0 if beats(_file(), now=time.time()) else 1)
