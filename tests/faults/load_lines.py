"""What a load must hold, and how it is told."""

import os
from collections.abc import Callable

from tests.faults import load
from tests.faults.load import Result
from tests.faults.open_loop import Seen
from tests.faults.stage import alone, said

Line = tuple[str, Callable[[Result], bool]]
FINE: Line = ("webhooks and redemptions all 2xx", lambda got: _all_taken(got, "webhooks", "redemptions"))
SOON: Line = ("no webhook over 5 s", lambda got: got.seen["webhooks"].part(1) < 5)
LINES: dict[str, tuple[Line, ...]] = {
    "steady": (
        ("all 2xx", lambda got: _all_taken(got, *got.seen)),
        ("webhooks' p99 < 500 ms", lambda got: got.seen["webhooks"].part(0.99) < 0.5),
        ("reads' p95 < 150 ms", lambda got: got.seen["looks"].part(0.95) < 0.15),
        ("from event to balance p99 < 10 s", lambda got: got.lag < 10),
    ),
    "burst": (FINE, SOON, ("backlog gone in 5 min", lambda got: got.backlog < 300)),
    "overload": (
        ("webhooks all 2xx", lambda got: _all_taken(got, "webhooks")),
        (
            "reads are sent away first",
            lambda got: _share(got.seen["looks"]) <= _share(got.seen["redemptions"]),
        ),
        SOON,
    ),
    "hot": (FINE, SOON, ("from event to balance p99 < 10 s", lambda got: got.lag < 10)),
}


def run(quick: bool, _seed: int) -> bool:
    """SCALE shortens all, LOAD names one of them."""
    scale = float(os.environ.get("SCALE") or (0.05 if quick else 1))
    passed = [_told(got) for got in load.play(alone(), scale=scale, only=os.environ.get("LOAD", ""))]
    return all(passed)


def _told(got: Result) -> bool:
    missed = [name for name, holds in LINES.get(got.name, ()) if not holds(got)]
    figures = [_figures(name, seen) for name, seen in got.seen.items()]
    lag = f"from event to balance p99 {got.lag:.2f} s, nothing waited after {got.backlog:.1f} s"
    wrong = got.wrong + [f"missed: {one}" for one in missed]
    return said(f"load {got.name}", *figures, lag, passed=not wrong, wrong=wrong)


def _figures(name: str, seen: Seen) -> str:
    parts = ", ".join(
        f"{title} {1000 * seen.part(share):.0f} ms"
        for title, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("most", 1))
    )
    codes = " ".join(f"{code}: {many}" for code, many in sorted(seen.codes.items()))
    return f"{name}: {seen.asked:,} asked, {codes}; {parts}"


def _all_taken(got: Result, *kinds: str) -> bool:
    return all(got.seen[kind].taken == got.seen[kind].asked for kind in kinds if kind in got.seen)


def _share(seen: Seen) -> float:
    return seen.taken / seen.asked
