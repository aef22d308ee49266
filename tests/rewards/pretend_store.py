"""A store in memory that makes codes, cards and credit, and fails in the ways stores fail."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, ClassVar

from loyalty.shops.codes import Added, CodeStatus, CodeWanted, Ended, GiftCard
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
    cards: dict[str, GiftCard] = field(default_factory=dict)
    movements: list[tuple[str, str, int]] = field(default_factory=list)  # id, customer, amount
    refuses: str = ""
    takes: Callable[[str], bool] = lambda code: True  # of codes added to a pool
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

    def add_codes(self, *, shop: Shop, discount: str, codes: Sequence[str]) -> Added:
        return self._call(lambda state: self._add(state, discount.removeprefix("gid/"), codes))

    def _add(self, state: State, first: str, codes: Sequence[str]) -> Added:
        if first not in state.codes:
            raise StoreRefused("Discount does not exist.")
        assert len(codes) <= 250
        pool = state.codes[first]
        for code in codes:
            if state.takes(code) and code not in state.codes:
                state.codes[code] = Code(pool.title, pool.wanted)
        return Added({code: "Codes must be unique." for code in codes if not state.takes(code)})

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

    def make_gift_card(self, *, code: str, amount: int, again: bool = False, **asked: Any) -> str:
        if again and self.find_gift_card(code=code) is not None:
            return code
        return str(
            self._call(lambda state: self._card(state, code, GiftCard(code, True, amount, amount, "USD")))
        )

    def _card(self, state: State, code: str, card: GiftCard) -> str:
        if code in state.cards:
            raise StoreRefused("The code is taken.")
        state.cards[code] = card
        return code

    def find_gift_card(self, *, code: str, **asked: Any) -> GiftCard | None:
        return self._call(lambda state: state.cards.get(code))

    def end_gift_card(self, *, card: str, **asked: Any) -> GiftCard | None:
        there = self.state.cards[card]
        return self._call(lambda state: self._replace(state, replace(there, enabled=False)))

    def _replace(self, state: State, card: GiftCard) -> GiftCard:
        state.cards[card.id] = card
        return card

    def give_credit(
        self, *, customer: str, amount: int, since: Any = None, known: Any = (), **asked: Any
    ) -> str:
        return self._move(customer, amount, since, known)

    def take_credit(
        self, *, customer: str, amount: int, since: Any = None, known: Any = (), **asked: Any
    ) -> str:
        if self.credit(customer) < amount:
            raise StoreRefused("The customer has less than that.")
        return self._move(customer, -amount, since, known)

    def _move(self, customer: str, amount: int, since: Any, known: Any) -> str:
        for movement, whose, much in self.state.movements if since else ():
            if (whose, much) == (customer, amount) and movement not in known:
                return movement
        return str(self._call(lambda state: self._moved(state, customer, amount)))

    def _moved(self, state: State, customer: str, amount: int) -> str:
        state.movements.append((f"m{len(state.movements)}", customer, amount))
        return state.movements[-1][0]

    def credit(self, customer: str) -> int:
        return sum(much for _, whose, much in self.state.movements if whose == customer)

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
