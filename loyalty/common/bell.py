"""One coalesced wake-up for the workers, however much there is to do (docs/adr: the bell)."""

import os
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg import sql

LOST_AFTER = timedelta(seconds=30)  # a message that nobody heard for so long is gone
APART = 0.05  # seconds between two looks at the bell of one process
AFTER_FAILURE = 1.0
IDLE = 2.0

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Bell:
    """`table` has one row (id, rung_at); `task` is what a message of it starts."""

    table: str
    task: str
    _ringers: list["Ringer"] = field(default_factory=list)
    _starting: threading.Lock = field(default_factory=threading.Lock)

    def ring(self) -> None:
        """Says that there is something to work. Costs microseconds, never fails, call it after the commit."""
        if not settings.INBOX_BELL:
            return
        if not self._ringers or self._ringers[0].pid != os.getpid():
            with self._starting:
                if not self._ringers or self._ringers[0].pid != os.getpid():
                    self._ringers[:] = [Ringer(self)]
        self._ringers[0].pulled.set()

    def stop(self) -> None:
        """Ends the thread of this process and waits for it; the next ring starts another."""
        while self._ringers:
            ringer = self._ringers.pop()
            ringer.ended = True
            ringer.pulled.set()
            if ringer.pid == os.getpid():
                ringer.thread.join()

    def wake(self, *, now: datetime) -> bool:
        """Sends one message unless one is already on its way; whether it did. Raises what the broker raises."""
        if not self._claim(now):
            return False
        try:
            current_app.send_task(self.task, retry=False)
        except BaseException:
            self.hush()
            raise
        return True

    def hush(self) -> None:
        """A drain starts: from here on a new row needs a new message. Must commit before the drain looks."""
        with connection.cursor() as cursor:
            cursor.execute(HUSH.format(sql.Identifier(self.table)))

    def _claim(self, now: datetime) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM.format(sql.Identifier(self.table)), {"now": now, "lost": now - LOST_AFTER})
            return bool(cursor.rowcount == 1)


class Ringer:
    """A thread of its own: a slow or dead broker never holds up the door."""

    def __init__(self, bell: Bell) -> None:
        self.bell = bell
        self.pid = os.getpid()
        self.pulled = threading.Event()
        self.ended = False
        self.thread = threading.Thread(target=self._listen, name=bell.table, daemon=True)
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
            self.bell.wake(now=timezone.now())
        except Exception as error:  # noqa: BLE001 - whatever broke, the row is safe and the sweep finds it
            log.warning("a bell did not ring", bell=self.bell.table, error=type(error).__name__)
            connection.close()
            return False
        return True


HUSH = sql.SQL("UPDATE {} SET rung_at = NULL WHERE rung_at IS NOT NULL")
CLAIM = sql.SQL(
    """
    INSERT INTO {} AS bell (id, rung_at) VALUES (1, %(now)s)
    ON CONFLICT (id) DO UPDATE SET rung_at = excluded.rung_at
    WHERE bell.rung_at IS NULL OR bell.rung_at < %(lost)s
    """
)
