"""docs/performance.md is renewed from the figures by a command, and names every row."""

import json
import re
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from benchmarks import page
from benchmarks.row import Row

PAGE = settings.ROOT / "docs" / "performance.md"
HELD = Row("P4a", "answers/s : a bare view", 1234.5, "1/s", 0.5, "≥ 0.35", True, 0.04, 810.0)
MISSED = Row("P9a", "redemptions/s : an UPDATE", 12.25, "1/s", 0.1, "≥ 0.5", False, 0.2)


def renewed(folder: Path, *rows: Row) -> str:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "var").mkdir(exist_ok=True)
    written = folder / "docs" / "performance.md"
    if not written.exists():
        written.write_text(PAGE.read_text())
    (folder / "var" / "bench.json").write_text(json.dumps({"rows": [asdict(row) for row in rows]}))
    assert page.write(folder) == len(rows)
    return written.read_text()


def test_the_last_figures_take_the_place_of_those_before(tmp_path: Path) -> None:
    first = renewed(tmp_path, HELD)
    assert "| P4a | answers/s | a bare view | 1,234 1/s | 810 µs | 0.50 | ≥ 0.35 | holds | 4% |" in first
    second = renewed(tmp_path, MISSED)
    assert "| P9a | redemptions/s | an UPDATE | 12.2 1/s |  | 0.10 | ≥ 0.5 | **misses** | 20% |" in second
    assert "a bare view | 1,234" not in second
    assert second.partition(page.END)[2] == PAGE.read_text().partition(page.END)[2]


def test_every_row_is_explained_on_the_page() -> None:
    told = set(re.findall(r"P\d+[a-f]?", PAGE.read_text()))
    assert {f"P{number}" for number in range(1, 13)} <= {re.sub("[a-f]$", "", one) for one in told}
