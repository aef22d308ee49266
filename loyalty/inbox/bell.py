"""One coalesced wake-up for the workers, however many webhooks come in (docs/adr: the bell)."""

import os
import threading
import time
from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone

LOST_AFTER = timedelta(seconds=30)  # a message that nobody heard for so long is gone
APART = 0.05  # seconds between two looks at the bell of one process
AFTER_FAILURE = 1.0
IDLE = 2.0

log = structlog.get_logger(__name__)


class Ringer:
    """A thread of its own: a slow or dead broker never holds up the door."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.pulled = threading.Event()
        self.ended = False
        self.thread = threading.Thread(target=self._listen, name="inbox-bell", daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while not self.ended:
            if not self.pulled.wait(IDLE):
                connection.close()
                self.pulled.wait()
            self.pulled.clear()
            if not self.ended:
                time.sleep(APART if self._ring() else AFTER_FAILURE)
        connection.close()

    def _ring(self) -> bool:
        try:
            wake(now=timezone.now())
        except Exception as error:  # noqa: BLE001 - whatever broke, the row is safe and the sweep finds it
            log.warning("the inbox bell did not ring", error=type(error).__name__)
            connection.close()
            return False
        return True


_ringer: list[Ringer] = []
_starting = threading.Lock()


def ring() -> None:
    """Says that there is something to work. Costs microseconds, never fails, call it after the commit."""
    if not settings.INBOX_BELL:
        return
    if not _ringer or _ringer[0].pid != os.getpid():
        with _starting:
            if not _ringer or _ringer[0].pid != os.getpid():
                _ringer[:] = [Ringer()]
    _ringer[0].pulled.set()


def stop() -> None:
    """Ends the thread of this process and waits for it; the next ring starts another."""
    while _ringer:
        ringer = _ringer.pop()
        ringer.ended = True
        ringer.pulled.set()
        if ringer.pid == os.getpid():
            ringer.thread.join()


def wake(*, now: datetime) -> bool:
    """Sends one message unless one is already on its way; whether it did. Raises what the broker raises."""
    if not _claim(now):
        return False
    try:
        current_app.send_task("loyalty.inbox.tasks.wake", retry=False)
    except BaseException:
        hush()
        raise
    return True


def hush() -> None:
    """A drain starts: from here on a new row needs a new message. Must commit before the drain looks."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_bell SET rung_at = NULL WHERE rung_at IS NOT NULL")


def _claim(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO inbox_bell AS bell (id, rung_at) VALUES (1, %(now)s)
            ON CONFLICT (id) DO UPDATE SET rung_at = excluded.rung_at
            WHERE bell.rung_at IS NULL OR bell.rung_at < %(lost)s
            """,
            {"now": now, "lost": now - LOST_AFTER},
        )
        return bool(cursor.rowcount == 1)
