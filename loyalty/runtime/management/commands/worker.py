"""`manage.py worker`: one worker, for all queues or for some."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from loyalty.runtime import children


class Command(BaseCommand):
    help = "Runs a worker for the queues that are named, or for all of them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("queues", nargs="*", choices=[*settings.QUEUES, []], metavar="queue",
                            help=f"any of: {', '.join(settings.QUEUES)}")  # fmt: skip
        parser.add_argument("--processes", type=int, default=2, help="worker processes (default 2)")
        parser.add_argument("--beat", action="store_true", help="with the scheduler inside: one worker only")

    def handle(self, *, queues: list[str], processes: int, beat: bool, **_: Any) -> None:
        children.worker(queues=queues, processes=processes, beat=beat).become()
