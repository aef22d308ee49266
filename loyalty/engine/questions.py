"""What the rules of a document ask of an order: each question one bit, and all of them answered at once.

Alike questions share a bit. Bit 0 says that the order has lines. Answers that come again and again are kept, by what
they follow from: a bounded memory that never changes an answer.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from math import ceil, floor
from operator import attrgetter
from typing import Any

from loyalty.engine.answers import GETTERS, OF_HEADER, OF_LINE, OF_MEMBER, Seen
from loyalty.engine.checks import COMPARE, wanted_of
from loyalty.engine.conditions import FIELDS, Ask
from loyalty.engine.facts import Line
from loyalty.engine.known import Known

HAS_LINES = 1
LINE_SAYS = {field: field.removeprefix("line.") for field in (*OF_LINE, "line.subscription")}

Bits = Sequence[tuple[Ask, int]]  # questions about one field, with their bits
Work = Callable[[Any], int]  # from what a field says to the bits of its questions


def texts(asks: Bits) -> Work:
    """Of one text, or of several."""
    by_text: dict[str, int] = defaultdict(int)
    for ask, bit in asks:
        for text in wanted_of(ask):
            by_text[text] |= bit

    def work(said: str | Sequence[str]) -> int:
        answers = 0
        for text in (said,) if isinstance(said, str) else said:
            answers |= by_text.get(text.casefold(), 0) if text else 0
        return answers

    return work


def flags(asks: Bits) -> Work:
    """Of yes or no."""
    masks = {said: sum(bit for ask, bit in asks if ask.is_ is said) for said in (True, False)}
    return lambda said: masks[said]


class Steps:
    """Of a whole number: answers only change at so many steps. Sums of money are in minor units."""

    def __init__(self, asks: Bits) -> None:
        self._asks = [(*next(iter(ask.given.items())), bit) for ask, bit in asks]
        self.scaled = Known(
            self._scale, 2 * len(asks)
        )  # by unit: where answers change, and what they are then

    def answers(self, said: int | None) -> int:
        """Of what has no unit, or is unknown."""
        if said is None:
            return 0
        cuts, known = self.scaled[1]
        answers: int = known[bisect_right(cuts, said)]
        return answers

    def _scale(self, unit: int) -> tuple[list[int], Known]:
        scaled = [(comparison, Decimal(wanted) * unit, bit) for comparison, wanted, bit in self._asks]
        cuts = sorted({cut for _, wanted, _ in scaled for cut in (ceil(wanted), floor(wanted) + 1)})

        def work(passed: int) -> int:
            said = cuts[passed - 1] if passed else cuts[0] - 1
            return sum(bit for comparison, wanted, bit in scaled if COMPARE[comparison](said, wanted))

        return cuts, Known(work, len(scaled))


class Walls:
    """Of the shop's wall clock: whether something began, or is not over."""

    def __init__(self, begins: Mapping[datetime, int], ends: Mapping[datetime, int]) -> None:
        self._begins, self._ends = list(begins.items()), list(ends.items())
        cuts = self._cuts = sorted({cut for cut, _ in (*self._begins, *self._ends)})
        self._known = Known(lambda passed: self._work(cuts[passed - 1] if passed else None), len(cuts))

    def answers(self, local: datetime) -> int:
        answers: int = self._known[bisect_right(self._cuts, local)]
        return answers

    def _work(self, since: datetime | None) -> int:
        begun = sum(bit for cut, bit in self._begins if since is not None and since >= cut)
        return begun + sum(bit for cut, bit in self._ends if since is None or since < cut)


class OfOrder:
    """What is asked of an order as a whole, and of its member."""

    def __init__(self, by_field: Mapping[str, Bits]) -> None:
        mine = {field: asks for field, asks in by_field.items() if not field.startswith("line.")}
        self.header = [_plain(OF_HEADER[field], asks) for field, asks in mine.items() if field in OF_HEADER]
        self.member = [_plain(OF_MEMBER[field], asks) for field, asks in mine.items() if field in OF_MEMBER]
        self.total = Steps(mine["order.total"]) if "order.total" in mine else None
        self.items = Steps(mine["order.items"]) if "order.items" in mine else None
        known = {*OF_HEADER, *OF_MEMBER, "order.total", "order.items"}
        self.others = [
            (GETTERS[field], _work(field, asks)) for field, asks in mine.items() if field not in known
        ]

    def others_said(self, seen: Seen) -> int:
        """What is asked more seldom."""
        answers = 0
        for get, work in self.others:
            answers |= work(get(seen, None))
        return answers


class OfLines:
    """What is asked of each line by itself. `choosers` say of a line's answers what else follows from them."""

    def __init__(self, by_field: Mapping[str, Bits], choosers: Work) -> None:
        mine = {field: asks for field, asks in by_field.items() if field.startswith("line.")}
        self._choosers = choosers
        self._works = [(GETTERS[field], _work(field, asks)) for field, asks in mine.items()]
        self._plain = [
            (LINE_SAYS[field], _work(field, asks)) for field, asks in mine.items() if field in LINE_SAYS
        ]
        # What only the line says is kept by what it says.
        plainly = bool(mine) and len(self._plain) == len(mine)
        self.key = attrgetter(*self._names) if plainly else None
        self.known = Known(self._by_key, len(by_field))
        self.asked = bool(mine)

    @property
    def _names(self) -> list[str]:
        names = [name for name, _ in self._plain]
        return names if len(names) > 1 else [*names, "gift_card"]

    def _by_key(self, key: tuple[Any, ...]) -> int:
        answers = HAS_LINES
        for said, (_, work) in zip(key, self._plain, strict=False):
            answers |= work(said)
        return answers | self._choosers(answers)

    def one(self, seen: Seen, line: Line) -> int:
        """What one line answers."""
        answers = HAS_LINES
        for get, work in self._works:
            answers |= work(get(seen, line))
        return answers | self._choosers(answers)

    def each(self, seen: Seen) -> list[int]:
        """What each line answers."""
        lines = seen.header.lines if seen.header else ()
        return [self.one(seen, line) for line in lines] if self.asked else [HAS_LINES] * len(lines)


def _plain(get: Callable[[Any], Any], asks: Bits) -> tuple[Callable[[Any], Any], Known]:
    return get, Known(texts(asks), len(asks))


def _work(field: str, asks: Bits) -> Work:
    kind = FIELDS[field]
    if kind == "text":
        return texts(asks)
    return flags(asks) if kind == "flag" else Steps(asks).answers
