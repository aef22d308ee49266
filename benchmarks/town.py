"""`python -m benchmarks.town`: pages, sweeps and proofs in a small town and in one ten times as large.

MEMBERS (100,000) and SHOPS (50) set the large one; a million and 500 are what the figures are meant for, and take
half an hour and 31 GB. Every quarter of 500 members has 5,000 entries. Rows go to var/town.json.
`--again` looks anew at the town that stands there.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks.__main__ import ROOT, environment


def main() -> int:
    again = "--again" in sys.argv
    environment(keep=again)
    import django  # noqa: PLC0415 - reads the environment made above

    django.setup()
    from benchmarks import town_build, town_looks, world  # noqa: PLC0415 - need Django

    if again:
        return look_again()
    quarters = int(os.environ.get("MEMBERS") or 100_000) // town_build.MEMBERS
    shops = int(os.environ.get("SHOPS") or 50)
    first = world.build()
    before = town_looks.cpu()
    town_build.quarter(first)
    ours, theirs = ((b - a) * 1000 / town_build.SOLD for a, b in zip(before, town_looks.cpu(), strict=True))
    print(
        f"an order, from stored webhook to balance: {ours:.2f} ms of Python's CPU, {theirs:.2f} ms of PostgreSQL's"
    )
    measured: list[dict[str, float]] = []
    sizes, grown = (max(quarters // 10, 2), quarters), 1
    for size in sizes:
        began = time.monotonic()
        town_build.grow(programme_id=first.programme_id, since=grown, until=size, shops=shops)
        grown = size
        looks = town_looks.looks(first)
        print(f"{town_looks.size()} after {time.monotonic() - began:.0f} s", flush=True)
        measured.append({name: milliseconds(look) for name, look in looks.items()})
    for name, small in measured[0].items():
        large = measured[1][name]
        print(f"{name:<46} {small:>10.1f} ms {large:>10.1f} ms  {large / small:>6.1f} ×")
    (ROOT / "var" / "town.json").write_text(json.dumps(measured, indent=1) + "\n")
    broken = town_looks.broken()
    print("\n".join(broken) or "the proofs hold over every row")
    return 1 if broken else 0


def look_again() -> int:
    """The looks alone, in the town that stands, brought up to the present migrations."""
    from django.core.management import call_command  # noqa: PLC0415 - need Django

    from benchmarks import town_looks  # noqa: PLC0415
    from loyalty.shops.models import Shop  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    print(town_looks.size(), flush=True)
    for name, look in town_looks.looks(Shop.objects.order_by("pk")[0]).items():
        print(f"{name:<46} {milliseconds(look):>10.1f} ms", flush=True)
    return 0


def milliseconds(look: Callable[[], object]) -> float:
    """Median of five after one to warm up; the second alone when that takes long."""
    taken: list[float] = []
    for _ in range(6):
        began = time.perf_counter()
        look()
        taken.append(1000 * (time.perf_counter() - began))
        if len(taken) == 2 and taken[1] > 5000:
            break
    return statistics.median(taken[1:])


if __name__ == "__main__":
    sys.exit(main())
