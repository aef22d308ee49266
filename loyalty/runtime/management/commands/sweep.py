"""`manage.py sweep`: looks after what no worker comes for."""

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from loyalty.runtime.sweeping import sweep_late

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Every few seconds, works what has waited too long: orders count and codes are made without a broker."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=10, help="seconds between two looks (default 10)")

    def handle(self, *, every: float, **_: Any) -> None:
        while True:
            try:
                late = sweep_late(now=timezone.now())
            except DatabaseError as error:
                connection.close()
                log.warning("nothing could be swept: %s", error)
            else:
                if late:
                    log.warning("no worker came in time; swept here: %s", ", ".join(late))
            time.sleep(every)
