"""What the database says of the house: backlogs by queue, and how the scheduled rounds went."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from loyalty.common.backlog import Backlog
from loyalty.runtime.models import Round


def backlog(queue: str, *, now: datetime) -> Backlog:
    """A queue with several kinds of work is as old as its oldest."""
    found: list[Backlog] = [import_string(name)(now=now) for name in settings.BACKLOGS[queue]]
    return Backlog(
        age=max((one.age for one in found), default=timedelta()),
        waiting=sum(one.waiting for one in found),
        dead=sum(one.dead for one in found),
    )


def metrics(*, now: datetime) -> Iterator[Metric]:
    """Raises what the database raises."""
    yield from _of_queues({queue: backlog(queue, now=now) for queue in settings.BACKLOGS})
    yield from _of_rounds(now)


def _of_queues(found: dict[str, Backlog]) -> Iterator[Metric]:
    age = GaugeMetricFamily(
        "loyalty_backlog_age_seconds", "For how long the oldest due piece has waited", labels=["queue"]
    )
    waiting = GaugeMetricFamily(
        "loyalty_backlog_waiting", "Pieces that are due, up to 100,000", labels=["queue"]
    )
    dead = GaugeMetricFamily(
        "loyalty_backlog_dead", "Pieces that wait for a person, up to 100,000", labels=["queue"]
    )
    for queue, one in found.items():
        age.add_metric([queue], max(one.age.total_seconds(), 0.0))
        waiting.add_metric([queue], one.waiting)
        dead.add_metric([queue], one.dead)
    yield from (age, waiting, dead)


def _of_rounds(now: datetime) -> Iterator[Metric]:
    age = GaugeMetricFamily(
        "loyalty_round_age_seconds", "Since a scheduled task last came to its end", labels=["task"]
    )
    took = GaugeMetricFamily("loyalty_round_seconds", "How long it took then", labels=["task"])
    answer = GaugeMetricFamily("loyalty_round_answer", "The number it answered then", labels=["task"])
    failures = CounterMetricFamily("loyalty_round_failures", "How often it failed", labels=["task"])
    # every shop: rounds are the house's own
    for one in Round.objects.order_by("task"):
        if one.ended_at is not None:
            age.add_metric([one.task], (now - one.ended_at).total_seconds())
            took.add_metric([one.task], one.took_ms / 1000)
        if one.answer is not None:
            answer.add_metric([one.task], one.answer)
        failures.add_metric([one.task], one.failures)
    yield from (age, took, answer, failures)
