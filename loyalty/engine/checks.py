"""Conditions compiled to closures: each answers None when it holds, else the question that failed first.

A compiled check is asked with what is bought and who buys: no clock, no I/O.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.answers import GETTERS, Seen
from loyalty.engine.conditions import FIELDS, AllOf, Ask, Condition, Not
from loyalty.engine.facts import Line


class Miss:
    """A question that failed. `negated`: it held, and must not have. `told` is all of it but the answer."""

    __slots__ = ("ask", "negated", "told")

    def __init__(self, ask: Ask, negated: bool = False) -> None:
        self.ask, self.negated = ask, negated
        [(comparison, wanted)] = ask.given.items()
        self.told = {"field": ask.field, comparison: shown(wanted)} | ({"not": True} if negated else {})


def shown(value: Any) -> Any:
    """A value as reasons keep it."""
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)


Check = Callable[[Seen, Line | None], Miss | None]
Test = Callable[[Any, Seen], bool]


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
    field, miss = ask.field, Miss(ask, negated)
    if FIELDS[field] == "text":
        return _asking_texts(field, wanted_of(ask), miss)
    holds = _test(ask)
    if field.startswith("line."):
        return _asking_lines(field, holds, miss)

    def check(seen: Seen, line: Line | None) -> Miss | None:
        answers = seen.answers
        got = answers[field] if field in answers else seen.answer(field)
        return None if holds(got, seen) is not negated else miss

    return check


def _asking_texts(field: str, wanted: frozenset[str], miss: Miss) -> Check:
    negated, get, of_line = miss.negated, GETTERS[field], field.startswith("line.")

    def check(seen: Seen, line: Line | None) -> Miss | None:
        if of_line and line is not None:
            got = get(seen, line)
        else:
            known = seen.distinct
            got = known[field] if field in known else seen.texts(field)
        return miss if wanted.isdisjoint(got) is not negated else None

    return check


def _asking_lines(field: str, holds: Test, miss: Miss) -> Check:
    negated, get = miss.negated, GETTERS[field]

    def check(seen: Seen, line: Line | None) -> Miss | None:
        if line is not None:
            return None if holds(get(seen, line), seen) is not negated else miss
        found = any(holds(one, seen) for one in seen.of_lines(field))
        return None if found is not negated else miss

    return check


def wanted_of(ask: Ask) -> frozenset[str]:
    """The texts that a question about a text wants one of."""
    [(comparison, value)] = ask.given.items()
    return frozenset([plain(ask.field, one) for one in (value if comparison == "in" else [value])])


def _test(ask: Ask) -> Test:
    (comparison, value), kind = next(iter(ask.given.items())), FIELDS[ask.field]
    if kind == "flag":
        return lambda got, _: got is value
    if kind == "money":
        return _money(comparison, Decimal(value))
    return _number(comparison, Decimal(value))


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "is": eq,
    "at_least": ge,
    "at_most": le,
    "above": gt,
    "below": lt,
}


def _number(comparison: str, wanted: Decimal) -> Test:
    compare, exact = COMPARE[comparison], _simply(wanted)
    return lambda got, _: got is not None and compare(got, exact)


def _simply(number: Decimal) -> int | Decimal:
    return int(number) if number == int(number) else number


def _money(comparison: str, wanted: Decimal) -> Test:
    compare = COMPARE[comparison]
    minor = {places: _simply(wanted.scaleb(places)) for places in range(5)}

    def holds(got: int, seen: Seen) -> bool:
        return compare(got, minor[exponent(seen.header.currency if seen.header else "USD")])

    return holds


def plain(field: str, text: str) -> str:
    """How texts are compared: capitals do not matter; ids may be written as the platform's whole address."""
    if field in ("line.product", "line.variant", "line.collection"):
        text = text.rpartition("/")[2]
    return text.casefold()


def answer(seen: Seen, line: Line | None, field: str) -> Any:
    """What an order, line or member says to a field: a tuple of texts, a number, a flag, or None for unknown."""
    return GETTERS[field](seen, line)
