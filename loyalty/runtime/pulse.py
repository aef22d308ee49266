"""A worker that lives touches a file; `python -m loyalty.runtime.pulse` answers 0 while it does, else 1."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import structlog
from celery import bootsteps

ROOT = Path(__file__).resolve().parent.parent.parent
BEAT = 10.0
DEAD_AFTER = 60.0

log = structlog.get_logger(__name__)


class Pulse(bootsteps.StartStopStep):
    """By the timer of the worker's own loop: one that hangs touches nothing."""

    requires = ("celery.worker.components:Timer",)

    def start(self, parent: Any) -> None:
        touch()
        self.timer = parent.timer.call_repeatedly(BEAT, beat, (parent,))

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
