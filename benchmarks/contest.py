"""Several ways to do the same, in turn: how often a second, and what CPU each deed takes.

CPU is that of this process, of PostgreSQL with all its backends, and of the servers named. It is told beside the rate
because a machine of two cores that others use too gives rates that mean little: CPU time is what the deed itself
took.
"""

import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import psutil
from django.db import connection

from benchmarks.row import Row, middle

NOISE = 0.12  # share of the machine that others may take while something is measured


@dataclass(frozen=True, slots=True)
class Done:
    """So many deeds, in so many seconds by the clock and by the CPU; `elsewhere`: what the rest of the machine did."""

    deeds: int
    seconds: float
    cpu: float
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Taken:
    """One repeat: deeds a second, CPU microseconds a deed, and what share of the machine was busy with other things."""

    rate: float
    cpu_us: float
    foreign: float


Work = Callable[[int], int | Done]  # by the repeat's number; deeds alone: all of it is to be timed


def contest(ways: Mapping[str, Work], *, repeats: int) -> dict[str, list[Taken]]:
    """Each way once to warm up, then `repeats` times in turn."""
    found: dict[str, list[Taken]] = {name: [] for name in ways}
    for repeat in range(repeats + 1):
        for name, work in ways.items():
            clock = Clock(ours())
            did = work(repeat)
            done = did if isinstance(did, Done) else clock.stop(did)
            if repeat:
                found[name].append(_taken(done))
    return found


class Clock:
    """Runs from the beginning; of the processes `pids` and all that they start."""

    def __init__(self, pids: Sequence[int]) -> None:
        self.pids = pids
        self._known = {*pids, *ours()}
        self._busy, self._theirs = _machine(), cpu_seconds(self._known)
        self._cpu, self._began = cpu_seconds(pids), time.perf_counter()

    def stop(self, deeds: int, seconds: float = 0.0) -> Done:
        """`seconds` where somebody else looked at the clock."""
        elapsed = time.perf_counter() - self._began
        cpu = cpu_seconds(self.pids) - self._cpu
        elsewhere = _machine() - self._busy - (cpu_seconds(self._known) - self._theirs)
        share = max(0.0, elsewhere) / (elapsed * (os.cpu_count() or 1))
        return Done(deeds, seconds or elapsed, cpu, share)


def ratio(found: Mapping[str, Sequence[Taken]], mine: str, other: str) -> tuple[float, float]:
    """Median and spread of how many times as often `mine` happens."""
    return middle([a.rate / b.rate for a, b in zip(found[mine], found[other], strict=True)])


def rate(found: Mapping[str, Sequence[Taken]], name: str) -> float:
    return middle([one.rate for one in found[name]])[0]


def cpu_us(found: Mapping[str, Sequence[Taken]], name: str) -> float:
    return middle([one.cpu_us for one in found[name]])[0]


def foreign(found: Mapping[str, Sequence[Taken]]) -> float:
    return middle([one.foreign for taken in found.values() for one in taken])[0]


def row(
    found: Mapping[str, Sequence[Taken]], name: str, what: str, mine: str, other: str, goal: float
) -> Row:
    """How many times as often `mine` happens as `other`: at least `goal` times."""
    times, spread = ratio(found, mine, other)
    return Row(
        name, what, rate(found, mine), "1/s", times, f"≥ {goal:g}", times >= goal, spread,
        cpu_us(found, mine), foreign(found),
    )  # fmt: skip


def cpu_seconds(pids: Collection[int]) -> float:
    """What these processes and all they ever started have had of the CPU."""
    return sum(_family(psutil.Process(pid)) for pid in pids)


def ours() -> list[int]:
    """This process and the database's."""
    return [os.getpid(), postmaster()]


def _taken(done: Done) -> Taken:
    return Taken(done.deeds / done.seconds, 1e6 * done.cpu / done.deeds, done.elsewhere)


def _machine() -> float:
    """Seconds in which any core did anything."""
    times = psutil.cpu_times()
    return float(times.user + times.system + times.nice + getattr(times, "steal", 0.0))


def _family(process: psutil.Process) -> float:
    """A child's time counts with its parent's once it has ended; until then it is asked itself."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def postmaster() -> int:
    """Whose children are all the database's processes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    return int(psutil.Process(backend).ppid())
