"""`make bench`: every row side by side with its limit, in one run. QUICK=1 keeps it under a minute
and leaves the cold start (P12) out."""

import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOISE = 0.3
VAR = ROOT / "var" / "bench"


def environment() -> None:
    """Before Django looks: a folder of our own, made anew, and no developer's settings."""
    for name in [name for name in os.environ if name.startswith("LOYALTY_")]:
        del os.environ[name]
    if not os.environ.get("DATABASE_URL"):
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
    from benchmarks import p1_door, p2_credit, p5_rules, p6_replay, p12_start, world  # noqa: PLC0415 - need Django
    from benchmarks.row import save, table  # noqa: PLC0415

    quick = os.environ.get("QUICK") == "1"
    started = time.monotonic()
    shop = world.build()
    rows = [*p1_door.measure(quick=quick), *p2_credit.measure(shop, quick=quick)]
    rows += [*p5_rules.measure(quick=quick), *p6_replay.measure(quick=quick)]
    if not quick:
        rows += p12_start.measure()
    save(rows, ROOT / "var" / "bench.json")
    print(table(rows))
    if max(row.spread for row in rows) > NOISE:
        print(
            f"the repeats differ by more than {NOISE:.0%}: other programs were busy, read no ratio from this run"
        )
    print(f"{time.monotonic() - started:.0f} s; rows in var/bench.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
