"""When more is asked than can be answered, whoever only looks is sent away first, and whoever acts next.

Some threads of the web server are always left for webhooks: those never come by here (docs/adr/0706).
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from loyalty.runtime.metrics.requests import WATCHED, answered

ROOM = 4  # answered at once: more only lengthen the slowest answers
LOOKS = ("GET", "HEAD", "OPTIONS")
# How many may wait, and for how many seconds. Who acts may wait where lookers no longer may.
LOOKERS, LOOKERS_WAIT = 20, 1.0
ALL, ALL_WAIT = 24, 4.0
FOR_WEBHOOKS = 4
THREADS = ROOM + ALL + FOR_WEBHOOKS

Environ = dict[str, Any]
Answer = Callable[..., Any]
Application = Callable[[Environ, Answer], Iterable[bytes]]


@dataclass(slots=True)
class Door:
    """So many are inside; who waits is let in by turns."""

    room: int = ROOM
    waiting: int = 0
    _inside: threading.BoundedSemaphore = field(init=False)
    _count: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._inside = threading.BoundedSemaphore(self.room)

    def enter(self, *, most: int, seconds: float) -> bool:
        """False where `most` wait already, or nobody left in time. Who is let in must `leave`."""
        if self._inside.acquire(blocking=False):
            return True
        with self._count:
            if self.waiting >= most:
                return False
            self.waiting += 1
        try:
            return self._inside.acquire(timeout=seconds)
        finally:
            with self._count:
                self.waiting -= 1

    def leave(self) -> None:
        self._inside.release()


def admitted(django: Application, *, door: Door) -> Application:
    """The WSGI application behind the door; who is not let in is told 503 and when to come back."""

    def application(environ: Environ, start_response: Answer) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO"))
        if path in WATCHED or path.startswith(settings.STATIC_URL):
            return django(environ, start_response)  # probes, and files that cost next to nothing
        began, method = time.perf_counter(), str(environ.get("REQUEST_METHOD"))
        most, seconds = (LOOKERS, LOOKERS_WAIT) if method in LOOKS else (ALL, ALL_WAIT)
        if not door.enter(most=most, seconds=seconds):
            return _sent_away(method, time.perf_counter() - began, start_response)
        try:
            return django(environ, start_response)
        finally:
            door.leave()

    return application


def _sent_away(method: str, waited: float, start_response: Answer) -> Iterable[bytes]:
    answered(route="sent away", method=method, status=503, seconds=waited)
    said = b"Too much is going on just now. Try again in a moment.\n"
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(said))),
        ("Retry-After", "1"),
        ("Cache-Control", "no-store"),
    ]
    start_response("503 Service Unavailable", headers)
    return [said]
