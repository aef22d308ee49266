"""`manage.py web`: the web server alone, as a container runs it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from loyalty.runtime import children, ports, prepare


class Command(BaseCommand):
    help = "Runs the web server alone. Migrates nothing: `manage.py prepare` does, once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=ports.HOST)
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=1, help="that share the port (default 1)")

    def handle(self, *, host: str, port: int, processes: int, **_: Any) -> None:
        prepare.static_files()
        children.web(host=host, port=port, processes=processes).become()
