"""F2: a worker is killed at every step of what workers do, twenty times at each; whoever comes next ends it rightly.

Now and then whoever comes next is killed as well, somewhere.
"""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from django.urls import get_resolver

from tests.faults.crossings import Killer, counted, watched
from tests.faults.f2_jobs import JOBS, Case, Job
from tests.faults.stage import alone, ended, forked, platform, said, size

AGAIN = 0.3  # how often the second is killed too


@dataclass
class Result:
    """`spared`: who was to be killed and did not come by."""

    steps: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    spared: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0


def play(*, seed: int, times: int, most: int = 0, only: Collection[str] = ()) -> Result:
    """`most` steps of each job, drawn by the seed; 0 for all of them. `only` the jobs of these names, if any."""
    dice, result, began = random.Random(seed), Result(), time.monotonic()
    town, _ = platform()
    assert get_resolver().app_dict  # all addresses are read once, not by every child
    for make in JOBS:
        if only and make.__name__ not in only:
            continue
        with make(town) as job:
            _killed_everywhere(job, dice, times, most, result)
            result.wrong += [f"{job.name}: {one}" for one in job.wrong()]
    result.seconds = time.monotonic() - began
    return result


def _killed_everywhere(job: Job, dice: random.Random, times: int, most: int, result: Result) -> None:
    _alone(job.case())  # what is only done once is done
    steps = _alone(job.case())
    chosen = sorted(steps)
    if most:
        chosen = sorted(dice.sample(chosen, min(most, len(chosen))))
    result.steps[job.name] = len(chosen)
    for step in chosen * times:
        case, after = job.case(), dice.randint(1, steps.total()) if dice.random() < AGAIN else 0
        _killed_at(case, Killer(step, dice.randint(1, steps[step])), after, result)
        if code := ended(forked(partial(case, 2))):
            result.wrong.append(f"{job.name}: after a kill at {step} the next one ended with {code}")


def _killed_at(case: Case, killer: Killer, after: int, result: Result) -> None:
    """The first worker there; and the second after so many crossings, if any."""
    _kill(partial(case, 0), killer, result)
    if after:
        _kill(partial(case, 1), Killer("", after), result)


def _alone(case: Case) -> Counter[str]:
    """Does it to its end; how often it crossed where."""
    out, into = os.pipe()
    child = forked(lambda: counted(lambda: case(1), into))
    os.close(into)
    with os.fdopen(out) as told:
        steps: Counter[str] = Counter(json.loads(told.read() or "{}"))
    if ended(child) or not steps:
        raise AssertionError("it does not even work when nobody is killed")
    return steps


def _kill(deed: Callable[[], object], killer: Killer, result: Result) -> None:
    def doomed() -> None:
        with watched(killer):
            deed()

    if ended(forked(doomed)) == -signal.SIGKILL:
        result.kills += 1
    else:
        result.spared += 1


def run(quick: bool, seed: int) -> bool:
    """JOBS names some of what workers do, TIMES says how often at each step."""
    alone()
    times, only = size("TIMES", quick=1, full=20, short=quick), os.environ.get("JOBS", "").split()
    got = play(seed=seed, times=times, most=2 if quick else 0, only=only)
    steps = ", ".join(f"{name} {many}" for name, many in got.steps.items())
    return said(
        "F2",
        f"killed {got.kills:,} times at {got.steps.total()} steps ({steps}), {got.spared} did not come by, "
        f"{got.seconds:.0f} s",
        f"wrong {len(got.wrong)}  seed {seed}",
        passed=not got.wrong and got.kills > got.spared,
        wrong=got.wrong,
    )
