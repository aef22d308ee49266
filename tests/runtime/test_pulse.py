"""A worker whose scheduler was killed does not go on without: it stops, so that it is started again."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from billiard import Process
from celery.worker import state

from loyalty.runtime import pulse


@pytest.fixture
def told_to_stop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[int]]:
    """Signals that this process was sent to stop."""
    came: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    monkeypatch.setenv("LOYALTY_VAR_DIR", str(tmp_path))
    (tmp_path / "beat.dat").touch()
    yield came
    signal.signal(signal.SIGTERM, before)


def test_a_worker_stops_when_its_scheduler_was_killed(told_to_stop: list[int], tmp_path: Path) -> None:
    scheduler = Process(target=time.sleep, args=(60,))
    worker = SimpleNamespace(beat=scheduler)
    pulse.beat(worker)
    scheduler.start()
    assert scheduler.pid
    pulse.beat(worker)
    assert told_to_stop == []
    os.kill(scheduler.pid, signal.SIGKILL)
    scheduler.join(10)
    pulse.beat(worker)
    assert told_to_stop == [signal.SIGTERM]
    assert list(tmp_path.glob("beat*")) == []


def test_a_worker_without_a_scheduler_inside_goes_on(told_to_stop: list[int]) -> None:
    pulse.beat(SimpleNamespace(beat=None))
    assert told_to_stop == []


class Request:
    """A message that the worker holds."""


def test_a_worker_whose_pool_takes_no_work_is_killed(
    told_to_stop: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda _, number: killed.append(number))
    step, worker, waits, runs = pulse.Pulse(None), SimpleNamespace(beat=None), Request(), Request()
    step.jammed = 0
    state.reserved_requests.add(waits)
    state.active_requests.add(runs)
    for _ in range(2 * pulse.JAMMED_AFTER):
        step.look(worker)
    assert killed == []  # somebody is busy
    state.active_requests.discard(runs)
    for _ in range(pulse.JAMMED_AFTER - 1):
        step.look(worker)
    assert killed == []
    step.look(worker)
    state.reserved_requests.discard(waits)
    assert killed == [signal.SIGKILL]
