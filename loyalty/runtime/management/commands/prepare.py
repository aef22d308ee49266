"""`manage.py prepare`: what must be done once before the processes of a new version start."""

from typing import Any

from django.core.management.base import BaseCommand

from loyalty.runtime import prepare


class Command(BaseCommand):
    help = "Brings the database up to this version. Locks are waited for briefly, and again: a running shop goes on."

    def handle(self, **_: Any) -> None:
        prepare.database()
        self.stdout.write("the database is ready")
