"""What goes wrong: processes that are killed, a database that stops."""

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.db import connection

from loyalty.common.postgres import embedded
from loyalty.runtime.processes import Child


@contextmanager
def again_and_again(
    deed: Callable[[], bool], dice: random.Random, *, times: int, every: float
) -> Iterator[None]:
    """Does it `every` so many seconds, give or take half, until it worked so many `times`; the end waits for that."""
    over = threading.Event()

    def run() -> None:
        done = 0
        while done < times and not over.wait(every * (0.4 + 1.2 * dice.random())):
            done += deed()
        connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
        thread.join(times * (every + 60))  # whom we killed must first come back
        assert not thread.is_alive(), "not all of it went wrong"
    finally:
        over.set()


def killed_one(worker: Child, dice: random.Random) -> bool:
    """SIGKILL for the worker or one of its processes."""
    if worker.process is None:
        return False
    try:
        main = psutil.Process(worker.process.pid)
        workers = main.children(recursive=True)
        if not workers:
            return False  # it has not begun to work
        victim = dice.choice([*workers, main])
        os.kill(victim.pid, signal.SIGKILL)
    except (psutil.NoSuchProcess, ProcessLookupError):
        return False
    return True


def stop_postgres_at_once(data: Path) -> None:
    """As a power cut would: no checkpoint, every connection gone; it recovers from its log."""
    connection.close()
    postmaster = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait(30)
    embedded.revive(data)
