"""The bar of a long walk: on a terminal only, and never beyond its ends."""

from datetime import UTC, datetime, timedelta
from io import StringIO

from django.core.management.base import OutputWrapper

from loyalty.runtime.walk_bar import WIDTH, WalkBar

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_fills_as_the_walk_nears_the_present() -> None:
    out = Terminal()
    with WalkBar(OutputWrapper(out), now=NOW) as bar:
        for hours, orders in ((10, 6), (5, 12), (0, 1800), (-1, 1801)):
            bar(NOW - timedelta(hours=hours), orders)
    lines = out.getvalue().split("\r")[1:]
    assert [line.count("█") for line in lines] == [0, WIDTH // 2, WIDTH, WIDTH]
    assert "50%  12 orders, 2026-03-01" in lines[1]
    assert out.getvalue().endswith("\n")


def test_nothing_is_drawn_where_nobody_looks() -> None:
    out = StringIO()
    with WalkBar(OutputWrapper(out), now=NOW) as bar:
        bar(NOW, 5)
    assert out.getvalue() == ""
