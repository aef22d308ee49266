"""What follows from a value, kept for as many values as there is room for."""

from collections.abc import Callable
from typing import Any

ROOM = 2_000_000  # bits of answers


class Known(dict[Any, Any]):
    """work(key), worked once while it is kept. `size` says how large one result is, in questions."""

    __slots__ = ("_most", "_work")

    def __init__(self, work: Callable[[Any], Any], size: int, *, at_most: int = 8192) -> None:
        self._work, self._most = work, max(64, min(at_most, ROOM // (size + 1)))

    def __missing__(self, key: Any) -> Any:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._work(key)
        return found
