"""`manage.py screenshots`: docs/pictures from a running demo."""

import importlib
import os
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from loyalty.runtime.demo import pictures, play
from loyalty.runtime.demo import plan as plans
from loyalty.runtime.processes import interruptible


class Command(BaseCommand):
    help = "Boots the demo on free ports and takes the pictures in docs/pictures (needs Chromium and playwright)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.ROOT / "docs" / "pictures")
        parser.add_argument("--chromium", default=shutil.which("chromium") or "")

    def handle(self, *, to: Path, chromium: str, **_: Any) -> None:
        if not chromium:
            raise CommandError("no Chromium was found; name one with --chromium")
        interruptible()
        plan = plans.entered(os.environ)
        if plan is None:
            plans.enter(plans.make(port=0, devstore_port=0, once=True))
        plans.leave_in_the_end(plan)
        playwright = importlib.import_module("playwright.sync_api")  # a development dependency
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread
        with (
            play.world(plan, say=lambda line: self.stderr.write(f"  · {line}")) as played,
            playwright.sync_playwright() as running,
        ):
            for path in pictures.take(played, playwright=running, chromium=chromium, folder=to):
                self.stdout.write(str(path))
