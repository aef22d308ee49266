"""One line of the result."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """`ratio` is against what `what` says after its colon; `spread` is (max - min) / median over the repeats.

    `cpu_us` is the CPU time of one deed in microseconds where it was measured, `foreign` the share of the machine that
    was busy with other things meanwhile.
    """

    id: str
    what: str
    value: float
    unit: str
    ratio: float
    goal: str
    holds: bool
    spread: float
    cpu_us: float = 0.0
    foreign: float = 0.0


def middle(values: Sequence[float]) -> tuple[float, float]:
    """Median and spread."""
    median = statistics.median(values)
    return median, (max(values) - min(values)) / median if median else 0.0


HEAD = ("row", "value", "unit", "CPU µs", "ratio", "goal", "holds", "spread", "what")
FORM = "{:<5} {:>12} {:<10} {:>9} {:>8}  {:<10} {:<6} {:>6}  {}"


def table(rows: Sequence[Row]) -> str:
    return "\n".join(FORM.format(*cells) for cells in [HEAD, *map(_cells, rows)])


def _cells(row: Row) -> tuple[str, ...]:
    figures = f"{row.value:,.1f}", row.unit, _cpu(row), f"{row.ratio:.2f}"
    return row.id, *figures, row.goal, "yes" if row.holds else "NO", f"{row.spread:.0%}", row.what


def _cpu(row: Row) -> str:
    return f"{row.cpu_us:,.0f}" if row.cpu_us else ""


def save(rows: Sequence[Row], path: Path) -> None:
    """Rows that were not measured this time stay as they were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = {_family(row.id) for row in rows}
    kept = [row for row in read(path) if _family(row.id) not in new]
    whole = sorted([*kept, *rows], key=lambda row: _family(row.id))
    path.write_text(json.dumps({"rows": [asdict(row) for row in whole]}, indent=1) + "\n")


def read(path: Path) -> list[Row]:
    """What was saved; nothing where there is nothing."""
    return [Row(**row) for row in json.loads(path.read_text())["rows"]] if path.exists() else []


def _family(row: str) -> int:
    """12 of P12, 6 of P6a."""
    return int("".join(letter for letter in row if letter.isdecimal()))
