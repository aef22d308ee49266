"""A progress bar for a walk through time, on a terminal; elsewhere nothing is printed."""

from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.core.management.base import OutputWrapper

WIDTH = 30


class WalkBar:
    """Called with how far the walk is and how much it met; the first call marks the beginning."""

    def __init__(self, out: OutputWrapper, *, now: datetime) -> None:
        self._out, self._now = out, now
        self._began: datetime | None = None
        self._shown = False

    def __call__(self, at: datetime, orders: int) -> None:
        if not self._out.isatty():
            return
        self._began = self._began or at
        whole = max(self._now - self._began, timedelta(seconds=1))
        part = min(max((at - self._began) / whole, 0), 1)
        bar = "█" * int(part * WIDTH)
        line = f"\r{bar:░<{WIDTH}} {part:4.0%}  {orders:,} orders, {at:%Y-%m-%d}"
        self._out.write(line, style_func=str, ending="")
        self._out.flush()
        self._shown = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._out.write("")
