"""Conditions compiled to closures: each answers None when it holds, else the question that failed first.

A compiled check is asked with what is bought and who buys: no clock, no I/O.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.conditions import FIELDS, AllOf, Ask, Condition, Not
from loyalty.engine.facts import Line
from tests.engine.slow.answers import GETTERS, Get, Seen


@dataclass(slots=True)
class Miss:
    """A question that failed. `negated`: it held, and must not have."""

    ask: Ask
    negated: bool = False


Check = Callable[[Seen, Line | None], Miss | None]


def compiled(condition: Condition | None) -> Check | None:
    """None for no condition. With a line only that line is asked, without one any line of the order."""
    if condition is None:
        return None
    return _check(condition, negated=False)


def _check(condition: Condition, *, negated: bool) -> Check:
    if isinstance(condition, Not):
        return _check(condition.not_, negated=not negated)
    if isinstance(condition, Ask):
        return _asking(condition, negated)
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    inner = [_check(one, negated=negated) for one in parts]
    # Not all of them is any of them not, and the other way round.
    return _every(inner) if isinstance(condition, AllOf) != negated else _some(inner)


def _every(checks: Sequence[Check]) -> Check:
    def check(seen: Seen, line: Line | None) -> Miss | None:
        for one in checks:
            miss = one(seen, line)
            if miss is not None:
                return miss
        return None

    return check


def _some(checks: Sequence[Check]) -> Check:
    def check(seen: Seen, line: Line | None) -> Miss | None:
        first = None
        for one in checks:
            miss = one(seen, line)
            if miss is None:
                return None
            first = first or miss
        return first

    return check


def _asking(ask: Ask, negated: bool) -> Check:
    miss, holds = Miss(ask, negated), _test(ask)
    get = GETTERS[ask.field]
    if ask.field.startswith("line."):
        return _asking_lines(get, holds, miss)

    def check(seen: Seen, line: Line | None) -> Miss | None:
        return None if holds(get(seen, line), seen) is not negated else miss

    return check


def _asking_lines(get: Get, holds: "Test", miss: Miss) -> Check:
    negated = miss.negated

    def check(seen: Seen, line: Line | None) -> Miss | None:
        if line is not None:
            return None if holds(get(seen, line), seen) is not negated else miss
        lines = seen.header.lines if seen.header else ()
        found = any(holds(get(seen, one), seen) for one in lines)
        return None if found is not negated else miss

    return check


Test = Callable[[Any, Seen], bool]


def _test(ask: Ask) -> Test:
    (comparison, value), kind = next(iter(ask.given.items())), FIELDS[ask.field]
    if kind == "flag":
        return lambda got, _: got is value
    if kind == "text":
        wanted = frozenset(plain(ask.field, one) for one in (value if comparison == "in" else [value]))
        return lambda got, _: not wanted.isdisjoint(got)
    if kind == "money":
        return _money(comparison, Decimal(value))
    return _number(comparison, Decimal(value))


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda got, wanted: bool(got == wanted),
    "at_least": lambda got, wanted: bool(got >= wanted),
    "at_most": lambda got, wanted: bool(got <= wanted),
    "above": lambda got, wanted: bool(got > wanted),
    "below": lambda got, wanted: bool(got < wanted),
}


def _number(comparison: str, wanted: Decimal) -> Test:
    compare = COMPARE[comparison]
    exact: int | Decimal = int(wanted) if wanted == int(wanted) else wanted
    return lambda got, _: got is not None and compare(got, exact)


def _money(comparison: str, wanted: Decimal) -> Test:
    compare = COMPARE[comparison]

    def holds(got: int, seen: Seen) -> bool:
        currency = seen.header.currency if seen.header else "USD"
        return compare(got, wanted.scaleb(exponent(currency)))

    return holds


def plain(field: str, text: str) -> str:
    """How texts are compared: capitals do not matter; ids may be written as the platform's whole address."""
    if field in ("line.product", "line.variant", "line.collection"):
        text = text.rpartition("/")[2]
    return text.casefold()


def answer(seen: Seen, line: Line | None, field: str) -> Any:
    """What an order, line or member says to a field: a tuple of texts, a number, a flag, or None for unknown."""
    return GETTERS[field](seen, line)
