"""`make faults`: real processes, real PostgreSQL, real kills; every balance against an independent oracle.

QUICK=1 is small, and plays two houses side by side, each with a database of its own: while one waits the other works.
SEED repeats a run. `python -m tests.faults f21` runs one of them.
"""

import os
import random
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var" / os.environ.get("FAULTS_FOLDER", "faults")
BESIDE = ("f10", "f11", "f7", "f1", "f3", "f4")  # of a small call, in the second house

Run = Callable[[bool, int], bool]  # QUICK or not, and the seed


def environment() -> None:
    for name in [name for name in os.environ if name.startswith(("LOYALTY_", "DATABASE_", "REDIS_"))]:
        del os.environ[name]
    shutil.rmtree(VAR, ignore_errors=True)
    (VAR / "static").mkdir(parents=True)
    os.environ |= {
        "LOYALTY_VAR_DIR": str(VAR),
        "LOYALTY_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "loyalty.settings",
    }


def main(names: list[str]) -> int:
    environment()
    quick = os.environ.get("QUICK") == "1"
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    if names or not quick:
        return _one_after_another(names, quick, seed)
    return _side_by_side(seed)


def _side_by_side(seed: int) -> int:
    """The one house is this process's own, the other a child's."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.faults", *BESIDE]
    given = {"FAULTS_FOLDER": "faults-beside", "SEED": str(seed)}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | given) as beside:
        try:
            code = _one_after_another([], True, seed)
        except BaseException:
            beside.terminate()
            raise
    word = "FAILED" if code or beside.returncode else "passed"
    print(f"{word}: both houses, side by side, in {time.monotonic() - began:.0f} s")
    return code or beside.returncode


def _one_after_another(names: list[str], quick: bool, seed: int) -> int:
    """Those of these names; without any all of them, which in a small call are those that are nowhere else."""
    import django  # noqa: PLC0415 - reads the environment made above

    django.setup()
    from loyalty.runtime import processes  # noqa: PLC0415 - needs Django
    from tests.faults import runs, stage  # noqa: PLC0415 - need Django

    processes.interruptible()
    known = runs.RUNS | runs.APART
    unknown = set(names) - set(known)
    if unknown:
        print(f"no such run: {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    elsewhere = BESIDE + runs.TESTED if quick else ()
    usual = [name for name in runs.RUNS if name not in elsewhere]
    began = time.monotonic()
    passed, took = [], []
    for name in names or usual:
        started = time.monotonic()
        passed.append(_passed(name, known[name], quick, seed))
        took.append(f"{name} {time.monotonic() - started:.0f}")
    stage.leave()
    seconds = time.monotonic() - began
    print(f"{sum(passed)} of {len(passed)} runs passed in {seconds:.0f} s ({', '.join(took)}), seed {seed}")
    return 0 if all(passed) else 1


def _passed(name: str, run: Run, quick: bool, seed: int) -> bool:
    """A run that breaks off has failed, and the others still run."""
    try:
        return run(quick, seed)
    except Exception:  # noqa: BLE001 - whatever it was
        traceback.print_exc()
        print(f"{name.upper()} FAILED: it broke off  seed {seed}", flush=True)
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
