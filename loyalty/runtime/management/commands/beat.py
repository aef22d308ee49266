"""`manage.py beat`: the scheduler alone."""

from typing import Any

from django.core.management.base import BaseCommand

from loyalty.runtime import children


class Command(BaseCommand):
    help = "Runs the scheduler alone: one for the whole house, and none where a worker has it inside."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        children.beat().become()
