"""`make faults`: real processes, real PostgreSQL, real kills; every balance against an independent oracle.

QUICK=1 takes under a minute. SEED repeats a run.
`python -m tests.faults year` compares a year in the books with the same in memory; MEMBERS and ORDERS set its size.
"""

import os
import random
import shutil
import sys
import time
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
    if sys.argv[1:] == ["year"]:
        return _year(quick=quick)
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


def _year(*, quick: bool) -> int:
    from benchmarks import world  # noqa: PLC0415 - needs Django
    from loyalty.programmes.models import Version  # noqa: PLC0415
    from tests.faults import year, year_books  # noqa: PLC0415

    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    members = int(os.environ.get("MEMBERS") or (200 if quick else 50_000))
    orders = int(os.environ.get("ORDERS") or (800 if quick else 200_000))
    started = time.monotonic()
    shop = world.build()
    Version.objects.filter(programme_id=shop.programme_id).update(document=year.DOCUMENT)
    got = year_books.play(shop, year.Year(seed=seed, members=members, orders=orders))
    print(
        f"year {'FAILED' if got.differences else 'passed'}: {got.facts} facts, {got.members} members, {got.lots} lots, "
        f"{got.awards} awards compared, {len(got.differences)} differ, {time.monotonic() - started:.0f} s, seed {seed}"
    )
    print("".join(f"   {one[:300]}\n" for one in got.differences[:20]), end="")
    return 1 if got.differences else 0


if __name__ == "__main__":
    sys.exit(main())
