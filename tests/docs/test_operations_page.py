"""docs/operations.md keeps up with what runs."""

import re

from django.conf import settings
from django.core.management import get_commands

from loyalty.celery import app
from tests.docs.pages import page


def test_every_queue_has_its_row_and_every_command_exists() -> None:
    text = page("docs/operations.md")
    assert [queue for queue in settings.QUEUES if f"`manage.py worker {queue}`" not in text] == []
    assert set(re.findall(r"`manage\.py ([a-z_]+)", text)) <= set(get_commands())


def test_every_task_that_an_alert_names_is_scheduled() -> None:
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    named = set(re.findall(r'task="([a-z_.]+)"', page("docs/operations.md")))
    assert named
    assert named <= scheduled
