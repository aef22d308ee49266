"""A store in memory that makes codes, cards and credit, and fails in the ways stores fail."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, ClassVar

from loyalty.shops.codes import CodeStatus, CodeWanted, Ended
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed, StoreRefused


@dataclass
class Code:
    title: str
    wanted: CodeWanted
    active: bool = True
    used: int = 0


@dataclass
class State:
    """`trouble` is asked before each call: "" goes well, "lost" is done without an answer, "failed" is not done."""

    codes: dict[str, Code] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    trouble: Callable[[], str] = lambda: ""
    refuses: str = ""
    calls: int = 0
    lock: Any = field(default_factory=Lock)

    @property
    def alive(self) -> set[str]:
        return {name for name, code in self.codes.items() if code.active}


class PretendStore:
    """Answers settings.PLATFORMS; one state for all shops, made anew by `fresh`."""

    state: ClassVar[State] = State()

    @classmethod
    def fresh(cls, trouble: Callable[[], str] = lambda: "") -> State:
        cls.state = State(trouble=trouble)
        return cls.state

    def _call(self, deed: Callable[[State], Any]) -> Any:
        state = self.state
        with state.lock:
            state.calls += 1
            how = state.trouble()
            if how == "failed":
                raise StoreFailed("The store answered 503.")
            done = deed(state)
            if how == "lost":
                raise StoreFailed("The store could not be reached: ReadTimeout")
            return done

    def make_code(self, *, shop: Shop, wanted: CodeWanted, again: bool = False) -> str:
        if again and self.code_status(shop=shop, code=wanted.code) is not None:
            return f"gid/{wanted.code}"
        return str(self._call(lambda state: self._make(state, wanted)))

    def _make(self, state: State, wanted: CodeWanted) -> str:
        if state.refuses:
            raise StoreRefused(state.refuses)
        if wanted.code in state.codes:
            raise StoreRefused("The store has another discount under this code already.")
        state.codes[wanted.code] = Code(wanted.title, wanted)
        state.made[wanted.title] += 1
        return f"gid/{wanted.code}"

    def code_status(self, *, shop: Shop, code: str) -> CodeStatus | None:
        return self._call(lambda state: self._status(state, code))

    def _status(self, state: State, code: str) -> CodeStatus | None:
        there = state.codes.get(code)
        if there is None:
            return None
        return CodeStatus(f"gid/{code}", "active" if there.active else "expired", there.used, there.title)

    def end_code(self, *, shop: Shop, code: str) -> Ended:
        return self._call(lambda state: self._end(state, code))

    def _end(self, state: State, code: str) -> Ended:
        there = state.codes.get(code)
        if there is None:
            return Ended(0, was_there=False)
        there.active = False
        return Ended(there.used)

    def use(self, code: str) -> bool:
        """A checkout: whether it took the code."""
        with self.state.lock:
            there = self.state.codes.get(code)
            if there is None or not there.active or there.used >= there.wanted.uses:
                return False
            there.used += 1
            return True


def dice(seed: int, *, failed: float = 0.3, lost: float = 0.1) -> Callable[[], str]:
    """So many of a hundred calls fail before, and so many after they were done."""
    rolled = random.Random(seed)

    def roll() -> str:
        number = rolled.random()
        return "failed" if number < failed else "lost" if number < failed + lost else ""

    return roll
