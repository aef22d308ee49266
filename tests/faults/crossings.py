"""Where a worker may be killed: before every statement, around every commit, around every word with the outside.

Nothing of the product is marked. In a child that is to die, the four functions through which every process touches
anything but its own memory count who comes by, and end the process at the one that was chosen.
"""

import json
import os
import signal
import smtplib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import psycopg

ROOT = str(Path(__file__).resolve().parent.parent.parent / "loyalty")
DOORS: tuple[tuple[Any, str, str, str], ...] = (  # class, method, what is before it, what is after it
    (psycopg.Cursor, "execute", "statement", ""),
    (psycopg.ServerCursor, "execute", "statement", ""),
    (psycopg.Connection, "commit", "commit", "committed"),
    (httpx.Client, "send", "call", "answered"),
    (smtplib.SMTP, "sendmail", "mail", "mailed"),
)
Crossed = Callable[[str], None]


@contextmanager
def watched(crossed: Crossed) -> Iterator[None]:
    """Every crossing is told by its name while the block runs."""
    kept = [(place, name, getattr(place, name)) for place, name, _, _ in DOORS]
    for place, name, before, after in DOORS:
        setattr(place, name, _around(getattr(place, name), before, after, crossed))
    try:
        yield
    finally:
        for place, name, was in kept:
            setattr(place, name, was)


def _around(door: Callable[..., Any], before: str, after: str, crossed: Crossed) -> Callable[..., Any]:
    @wraps(door)
    def passing(*args: Any, **kwargs: Any) -> Any:
        where = _where(sys._getframe(1))
        crossed(f"{before} {where}")
        answer = door(*args, **kwargs)
        if after:
            crossed(f"{after} {where}")
        return answer

    return passing


def _where(frame: FrameType | None) -> str:
    """The innermost line of the product on the way here."""
    while frame is not None and not frame.f_code.co_filename.startswith(ROOT):
        frame = frame.f_back
    if frame is None:
        return "outside"
    return f"{frame.f_code.co_filename.removeprefix(ROOT)[1:]}:{frame.f_code.co_name}:{frame.f_lineno}"


@dataclass
class Killer:
    """Ends this process at the `nth` crossing of that name; of any, for the name ""."""

    name: str
    nth: int

    def __call__(self, name: str) -> None:
        if self.name in ("", name):
            self.nth -= 1
            if self.nth <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def counted(deed: Callable[[], object], pipe: int) -> None:
    """Does it, and writes into the pipe how often it crossed where."""
    seen: Counter[str] = Counter()
    with watched(lambda name: seen.update([name])):
        deed()
    with os.fdopen(pipe, "w") as out:
        json.dump(seen, out)
