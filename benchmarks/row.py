"""One line of the result."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """`ratio` is against what `what` says; `spread` is (max - min) / median over the repeats."""

    id: str
    what: str
    value: float
    unit: str
    ratio: float
    goal: str
    holds: bool
    spread: float


def middle(values: Sequence[float]) -> tuple[float, float]:
    """Median and spread."""
    median = statistics.median(values)
    return median, (max(values) - min(values)) / median if median else 0.0


def table(rows: Sequence[Row]) -> str:
    lines = [
        f"{'row':<5} {'value':>10} {'unit':<10} {'ratio':>8}  {'goal':<10} {'holds':<6} {'spread':>6}  what"
    ]
    lines += [
        f"{row.id:<5} {row.value:>10,.1f} {row.unit:<10} {row.ratio:>8.2f}  {row.goal:<10} "
        f"{'yes' if row.holds else 'NO':<6} {row.spread:>6.0%}  {row.what}"
        for row in rows
    ]
    return "\n".join(lines)


def save(rows: Sequence[Row], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=1) + "\n")
