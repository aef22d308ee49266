"""`manage.py migrate`: Django's own, which tries again when a table was busy."""

import time
from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError
from psycopg.errors import LockNotAvailable

TRIES = 30
PAUSE = 2.0


class Command(migrate.Command):
    """Every atomic migration gives up a lock after LOCK_WAIT (loyalty/common/postgres/base.py); those done stay."""

    def handle(self, *args: Any, **options: Any) -> None:
        for left in reversed(range(TRIES)):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable) or not left:
                    raise
                self.stderr.write(f"a table is busy: trying again, {left} more times")
                time.sleep(PAUSE)
            else:
                return
