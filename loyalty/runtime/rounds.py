"""Scheduled tasks leave word of how they went, so that one that no longer runs is noticed.

This is the class of all tasks, by its name in loyalty/celery.py; it is loaded before the models are.
"""

import time
from typing import Any

import structlog
from celery import Task
from django.db import Error, connection

log = structlog.get_logger(__name__)

ENDED = """
INSERT INTO runtime_round AS round (task, ended_at, took_ms, answer, failures)
VALUES (%(task)s, statement_timestamp(), %(took)s, %(answer)s, 0)
ON CONFLICT (task) DO UPDATE
SET ended_at = excluded.ended_at, took_ms = excluded.took_ms, answer = excluded.answer
"""
FAILED = """
INSERT INTO runtime_round AS round (task, failed_at, took_ms, failures)
VALUES (%(task)s, statement_timestamp(), 0, 1)
ON CONFLICT (task) DO UPDATE SET failed_at = excluded.failed_at, failures = round.failures + 1
"""


class Noted(Task):  # type: ignore[type-arg]  # at run time it takes no argument
    """A task that, when the schedule names it, notes how it went."""

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        vars(self.request)["began"] = time.monotonic()

    def after_return(
        self, status: str, retval: Any, task_id: str, args: Any, kwargs: Any, einfo: Any
    ) -> None:
        if self.name in {entry["task"] for entry in self.app.conf.beat_schedule.values()}:
            began = vars(self.request).get("began", time.monotonic())
            note(task=self.name, fine=status == "SUCCESS", answer=retval, took=time.monotonic() - began)


def note(*, task: str, fine: bool, answer: object, took: float) -> None:
    """`took` in seconds. A database that is away loses the word, and nothing else."""
    number = answer if isinstance(answer, int) and fine else None
    row: dict[str, str | int | None] = {"task": task, "took": round(took * 1000), "answer": number}
    try:
        with connection.cursor() as cursor:
            cursor.execute(ENDED if fine else FAILED, row)
    except Error as error:
        log.warning("a round could not be noted", task=task, error=type(error).__name__)
        connection.close()
