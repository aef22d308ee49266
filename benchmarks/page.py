"""The table in docs/performance.md, from var/bench.json."""

from pathlib import Path


def write(root: Path) -> None:
    """Todo."""
