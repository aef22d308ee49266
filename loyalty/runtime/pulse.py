"""A worker that lives touches a file; `python -m loyalty.runtime.pulse` answers 0 while it does, else 1."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from celery import bootsteps

ROOT = Path(__file__).resolve().parent.parent.parent
BEAT = 10.0
DEAD_AFTER = 60.0


class Pulse(bootsteps.StartStopStep):
    """By the timer of the worker's own loop: one that hangs touches nothing."""

    requires = ("celery.worker.components:Timer",)

    def start(self, parent: Any) -> None:
        touch()
        self.timer = parent.timer.call_repeatedly(BEAT, touch)

    def stop(self, parent: Any) -> None:
        _file().unlink(missing_ok=True)


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
