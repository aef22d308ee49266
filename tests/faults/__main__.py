"""`make faults`: real processes, real PostgreSQL, real kills; every balance against an independent oracle.

QUICK=1 is small. SEED repeats a run. `python -m tests.faults f21` runs one of them.
"""

import os
import random
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var" / "faults"


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
    import django  # noqa: PLC0415 - reads the environment made above

    django.setup()
    from tests.faults import runs, stage  # noqa: PLC0415 - need Django

    known = runs.RUNS | runs.APART
    unknown = set(names) - set(known)
    if unknown:
        print(f"no such run: {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    quick = os.environ.get("QUICK") == "1"
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    usual = [name for name in runs.RUNS if not (quick and name in runs.TESTED)]
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


def _passed(name: str, run: Callable[[bool, int], bool], quick: bool, seed: int) -> bool:
    """A run that breaks off has failed, and the others still run."""
    try:
        return run(quick, seed)
    except Exception:  # noqa: BLE001 - whatever it was
        traceback.print_exc()
        print(f"{name.upper()} FAILED: it broke off  seed {seed}", flush=True)
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
