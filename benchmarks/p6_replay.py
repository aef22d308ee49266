"""P6: `replay` of a long history with refunds, tiers and expiry, beside only reading and parsing the same file.

Each in a process of its own, in turn, for its memory is measured too; CPU time, so that other programs matter less.
ORDERS=1000000 measures the whole goal; by default it is a twentieth of that, and the rows say that they extrapolate.
Shared out to two processes, the time is that of the busier one: how long it takes where two cores are free. Memory is
what the processes hold together, pages they share counted once, looked at five times a second.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import long_history
from benchmarks.row import Row, middle

ROOT = Path(__file__).resolve().parent.parent
GOAL = 1_000_000  # orders, for the goals in seconds and bytes
REPEATS = 3


def measure(*, quick: bool) -> list[Row]:
    orders = int(os.environ.get("ORDERS") or (4_000 if quick else 50_000))
    few, many = (_file(number) for number in (orders // 4, orders))
    spent: dict[str, list[float]] = {"parse": [], "play": [], "few": [], "shared": []}
    alone, together = [], []  # bytes, few and many
    for _ in range(REPEATS):
        spent["parse"].append(_run("parse", many)["seconds"])
        played, of_few = _run("play", many), _run("play", few)
        spent["play"].append(played["seconds"])
        spent["few"].append(of_few["seconds"])
        alone.append(_at_the_goal(of_few["most"], played["most"], orders))
        shared_out = _run("shared", many)
        spent["shared"].append(shared_out["seconds"])
        together.append(_at_the_goal(_run("shared", few)["most"], shared_out["most"], orders))
    ratio, spread = middle([play / parse for play, parse in zip(spent["play"], spent["parse"], strict=True)])
    grown, spread_grown = middle(
        [big / small for big, small in zip(spent["play"], spent["few"], strict=True)]
    )
    (seconds, _), (busier, spread_seconds) = middle(spent["play"]), middle(spent["shared"])
    (one, spread_one), (both, spread_both) = middle(alone), middle(together)
    shared, spread_shared = middle(
        [one / two for two, one in zip(spent["shared"], spent["play"], strict=True)]
    )
    by = "measured" if orders >= GOAL else f"extrapolated from {orders:,}"
    whole, alone_seconds = (each / orders * GOAL for each in (busier, seconds))
    gib, both_gib = one / 2**30, both / 2**30
    return [
        Row("P6a", f"replay of {orders:,} orders, one process : only parsing the same file",
            orders / seconds, "orders/s", ratio, "≤ 4", ratio <= 4, spread),
        Row("P6b", f"CPU seconds of the busier of two for 1,000,000 orders ({by}) : 60 s", whole, "s", whole / 60,
            "≤ 1", whole <= 60, spread_seconds),
        Row("P6c", f"memory of one process for 1,000,000 orders ({by}) : 1.5 GiB", gib, "GiB", gib / 1.5,
            "≤ 1", gib <= 1.5, spread_one),
        Row("P6d", "a history four times as long : its fourth", seconds, "s", grown,
            "≤ 4.4", grown <= 4.4, spread_grown),
        Row("P6e", f"CPU seconds of one process, 1,000,000 orders ({by}) : the busier of two",
            alone_seconds, "s", shared, "≥ 1.54", shared >= 1.54, spread_shared),
        Row("P6f", f"memory of both for 1,000,000 orders ({by}) : 1.5 GiB", both_gib, "GiB", both_gib / 1.5,
            "≤ 1", both_gib <= 1.5, spread_both),
    ]  # fmt: skip


def _at_the_goal(few: float, many: float, orders: int) -> float:
    """Bytes at the goal, if they go on growing as from a fourth of the orders to all of them."""
    return many + max(0.0, many - few) / (orders - orders // 4) * (GOAL - orders)


def _file(orders: int) -> Path:
    path = ROOT / "var" / "bench" / f"history-{orders}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        long_history.write(path, orders=orders)
    return path


def _run(what: str, path: Path) -> dict[str, float]:
    asked = [sys.executable, "-m", "benchmarks.p6_replay", what, str(path)]
    most = 0
    with subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        while running.poll() is None:
            most = max(most, _held(running.pid))
            time.sleep(0.2)
        said = running.stdout.read() if running.stdout else ""
    if running.returncode:
        raise AssertionError(f"{what} ended with {running.returncode}")
    told: dict[str, float] = json.loads(said)
    return told | {"most": most}


def _held(pid: int) -> int:
    """Bytes a process and those it began hold, what they share counted once; 0 for one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        others = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    own = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return own * 1024 + sum(_held(int(other)) for other in others)


def _parse(path: Path) -> None:
    with path.open("rb") as file:
        for line in file:
            json.loads(line)


def _play(path: Path, ways: int = 1) -> None:
    from loyalty.engine.document import parse  # noqa: PLC0415 - needs Django
    from loyalty.insight.play import play  # noqa: PLC0415

    answer = play(parse(long_history.PROGRAMME), path, timezone="Europe/Berlin", ways=ways, worth=1_000)
    totals = answer["totals"]
    left = totals["issued"] - totals["reversed"] - totals["redeemed"] - totals["expired"]
    if left != totals["outstanding"] or {one["tier"] for one in answer["members"]} != {
        "member",
        "silver",
        "gold",
    }:
        raise AssertionError("the totals do not add up: the figure is void")


def _shared(path: Path) -> None:
    _play(path, ways=2)


def _alone() -> None:
    """One measured run, in this process."""
    import django  # noqa: PLC0415 - reads the settings named here

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    what, path = sys.argv[1], Path(sys.argv[2])
    work = {"parse": _parse, "play": _play, "shared": _shared}[what]
    started = time.process_time()
    work(path)
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = max(time.process_time() - started, beside.ru_utime + beside.ru_stime)
    print(json.dumps({"seconds": spent}))


if __name__ == "__main__":
    _alone()
