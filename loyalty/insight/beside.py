"""Work in a second process that begins with all the first one knows."""

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """Begins at once; `answer` waits. The work must use no database and no thread of the first process."""

    def __init__(self, work: Callable[[], T]) -> None:
        own = get_context("fork")
        self._ear, mouth = own.Pipe(duplex=False)
        self._process = own.Process(target=_tell, args=(work, mouth), daemon=True)
        self._process.start()
        mouth.close()

    def answer(self) -> T:
        """What the work returned; raises what it raised, and EOFError when the process was ended from outside."""
        with self._ear:
            told = self._ear.recv()
        self._process.join()
        if isinstance(told, Exception):
            raise told
        return told  # type: ignore[no-any-return]


def _tell(work: Callable[[], object], mouth: "Connection[object, object]") -> None:
    try:
        told = work()
    except Exception as bad:  # noqa: BLE001 - raised again where somebody waits for it
        told = bad
    mouth.send(told)
