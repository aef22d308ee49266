"""`manage.py serve`: the whole product in one command."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from loyalty.runtime import children, ports, prepare
from loyalty.runtime.processes import Child, Supervisor, interruptible


class Command(BaseCommand):
    help = "Migrates, then runs web server, worker and scheduler; restarts what dies; stops all on Ctrl-C or SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=ports.HOST)
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=2, help="worker processes (default 2)")

    def handle(self, *, host: str, port: int, processes: int, **_: Any) -> None:
        interruptible()
        if ports.taken(port, host):
            raise CommandError(f"port {port} is taken; choose another with --port")
        prepare.words()
        prepare.static_files()
        prepare.database()
        origin = f"http://{host}:{port}"
        try:
            with Supervisor(_all(host, port, processes)) as running:
                prepare.wait_until_ready(origin, seconds=60)
                self.stdout.write(f"ready: {origin}")
                self.stdout.flush()
                running.wait()
        except prepare.NeverReady as why:
            raise CommandError(str(why)) from why
        except KeyboardInterrupt:
            self.stderr.write("stopped")


def _all(host: str, port: int, processes: int) -> list[Child]:
    """A broker on the disk is never away; where it is Redis, somebody looks after what it forgot."""
    made = [children.web(host=host, port=port), children.worker(processes=processes)]
    return made if settings.CELERY_BROKER_URL.startswith("filesystem:") else [*made, children.sweeper()]
