"""`manage.py sweep`: looks after what no worker comes for."""

import logging
import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from loyalty.runtime.sweeping import LATE, sweep_late

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Every few seconds, works what has waited too long: orders count and codes are made without a broker."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=10, help="seconds between two looks (default 10)")
        usual = LATE.total_seconds()
        parser.add_argument(
            "--late", type=float, default=usual, help=f"seconds of waiting (default {usual:.0f})"
        )

    def handle(self, *, every: float, late: float, **_: Any) -> None:
        while True:
            try:
                swept = sweep_late(now=timezone.now(), late_after=timedelta(seconds=late))
            except DatabaseError as error:
                connection.close()
                log.warning("nothing could be swept: %s", error)
            else:
                if swept:
                    log.warning("no worker came in time; swept here: %s", ", ".join(swept))
            time.sleep(every)
