"""A file's lines found and grouped by two processes, each of which reads one half."""

from pathlib import Path

from loyalty.insight.beside import Beside
from loyalty.insight.groups import Groups
from loyalty.insight.lines import Lines, Progress, line_begins


def grouped(lines: Lines, size: int, progress: Progress) -> Groups:
    """As `lines.index` with groups to hear them. Raises OSError."""
    path, groups = lines.path, Groups()
    half = line_begins(path, size // 2)
    later = Beside(lambda: _second_half(path, half))
    number = lines.index(lambda done: progress(min(size, 2 * done)), groups, end=half)
    others, heard = later.answer()
    lines.go_on(others, number)
    groups.go_on(heard)
    return groups


def _second_half(path: Path, begin: int) -> tuple[Lines, Groups]:
    lines, groups = Lines(path), Groups()
    lines.index(lambda _done: None, groups, begin=begin)
    return lines, groups
