"""`make faults`: real processes, real PostgreSQL, real kills; every balance against an independent oracle.

QUICK=1 takes under a minute. SEED repeats a run.
"""

import os
import random
import shutil
import sys
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
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }


def main() -> int:
    environment()
    import django  # noqa: PLC0415 - reads the environment made above

    django.setup()
    from benchmarks import world  # noqa: PLC0415 - needs Django
    from tests.faults import f1_kills  # noqa: PLC0415

    quick = os.environ.get("QUICK") == "1"
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    count, kills, stops = (150, 5, 1) if quick else (10_000, 20, 2)
    got = f1_kills.play(world.build(), seed=seed, count=count, kills=kills, stops=stops)
    print(
        f"F1 {'passed' if got.passed else 'FAILED'}: {got.orders} orders in {got.deliveries} deliveries, "
        f"{got.kills} kills, {got.stops} stops of PostgreSQL, {got.seconds:.0f} s\n"
        f"   lost {got.lost}  double {got.double}  drift {got.drift}  stuck {got.stuck}  "
        f"refused {got.refused}  parked {got.parked}  seed {seed}"
    )
    return 0 if got.passed else 1


if __name__ == "__main__":
    sys.exit(main())
