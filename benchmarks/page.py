"""The table in docs/performance.md, made from var/bench.json."""

from pathlib import Path

from benchmarks.row import Row, read

BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"
HEAD = (
    "| row | what | beside | figure | CPU | ratio | goal | | spread |\n"
    "|---|---|---|---:|---:|---:|---|---|---:|\n"
)


def write(root: Path) -> int:
    """Puts the last figures in place of those that stand in the page; how many."""
    page = root / "docs" / "performance.md"
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = read(root / "var" / "bench.json")
    page.write_text(before + BEGIN + HEAD + "".join(map(line, rows)) + END + after)
    return len(rows)


def line(row: Row) -> str:
    """One row of the table."""
    what, _, beside = row.what.partition(" : ")
    cpu = f"{row.cpu_us:,.0f} µs" if row.cpu_us else ""
    holds = "" if row.goal == "told" else "holds" if row.holds else "**misses**"
    cells = (row.id, what, beside, f"{figure(row.value)} {row.unit}".strip(), cpu, f"{row.ratio:,.2f}",
             row.goal, holds, f"{row.spread:.0%}")  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def figure(value: float) -> str:
    """As many digits as mean something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
