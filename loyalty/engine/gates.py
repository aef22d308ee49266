"""When a rule fires, by the answers to the questions of its document; and which question failed first."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.engine.checks import Miss, wanted_of
from loyalty.engine.conditions import FIELDS, AllOf, Ask, Condition, Not
from loyalty.engine.questions import HAS_LINES, Bits
from loyalty.engine.rules import OrderRule

Fails = Callable[[int], Miss | None]
Step = tuple[
    int, int, tuple[str, dict[str, Any], str]
]  # a bit, what it must be, and what is told where it is not


class Numbering:
    """Gives every question its bit."""

    def __init__(self) -> None:
        self._bits: dict[Any, int] = {}
        self._next = HAS_LINES
        self.by_field: dict[str, list[tuple[Ask, int]]] = defaultdict(list)
        self.begins: dict[datetime, int] = {}
        self.ends: dict[datetime, int] = {}
        self.choosers: list[tuple[Fails, int]] = []

    def bit(self) -> int:
        """One that nothing has yet."""
        self._next <<= 1
        return self._next

    def of(self, ask: Ask) -> int:
        """The bit of a question; alike questions have the same."""
        wanted = wanted_of(ask) if FIELDS[ask.field] == "text" else next(iter(ask.given.items()))
        key = (ask.field, wanted)
        if key not in self._bits:
            self._bits[key] = self.bit()
            self.by_field[ask.field].append((ask, self._bits[key]))
        return self._bits[key]

    def moment(self, bounds: dict[datetime, int], cut: datetime | None) -> int:
        """The bit of one of `begins` or `ends`; 0 for none."""
        if cut is None:
            return 0
        return bounds.get(cut) or bounds.setdefault(cut, self.bit())

    def chosen_by(self, answers: int) -> int:
        """The bits of the choosers that a line with these answers passes."""
        return sum([bit for check, bit in self.choosers if check(answers) is None])

    def fields(self) -> dict[str, Bits]:
        return dict(self.by_field)


@dataclass(frozen=True, slots=True)
class First:
    """A question, and what the reason of whoever fails it begins with."""

    ask: Ask
    begun: dict[str, Any]


class Gate:
    """One rule. `need` and `care`: it fires only where the answers it cares for are those it needs."""

    __slots__ = ("_begins", "_begun", "_ends", "_lines", "_when", "begins_with", "care", "chosen", "first", "id",
                 "need", "steps", "whole")  # fmt: skip

    def __init__(self, rule: OrderRule, bits: Numbering) -> None:
        self.id = rule.id
        self._begins = bits.moment(bits.begins, rule.from_)
        self._ends = bits.moment(bits.ends, rule.until)
        self._when = fails(rule.when, bits) if rule.when is not None else None
        self._lines = fails(rule.lines, bits) if rule.lines is not None else None
        self.chosen = self._chooser(rule.lines, bits) if rule.lines is not None else 0
        self._begun = (
            {"lines": True, **Miss(rule.lines).told} if isinstance(rule.lines, Ask) else None
        )  # no line needs to be looked at
        self.first = self._asks_first(rule)
        literals = [(bits.of(ask), holds) for ask, holds in conjunction(rule.when)]
        needed = self._begins | self._ends | self.chosen | mask(bit for bit, holds in literals if holds)
        unwanted = mask(bit for bit, holds in literals if not holds)
        self.need, self.care = needed, needed | (unwanted & ~needed)
        self.whole = is_conjunction(rule.when) and not needed & unwanted
        self.steps = self._steps(rule, bits) if self.whole else None
        self.begins_with = [bit for bit, holds in literals if holds] + ([self.chosen] if self.chosen else [])

    def opens(self, answers: int) -> bool:
        """Whether the rule fires."""
        if answers & self.care != self.need:
            return False
        return self.whole or self._when is None or self._when(answers) is None

    def why(self, answers: int, untold: "Untold") -> None:
        """Tells why it does not fire, for an order that answers so."""
        if answers & self._begins != self._begins:
            untold.words[self.id] = "not_yet"
        elif answers & self._ends != self._ends:
            untold.words[self.id] = "over"
        else:
            miss = self._when(answers) if self._when is not None else None
            if miss is not None:
                untold.questions.append((self.id, miss.told, miss.ask.field))
            elif not answers & HAS_LINES:
                untold.words[self.id] = {"lines": True}
            elif self._begun is not None:
                untold.questions.append((self.id, self._begun, self._begun["field"]))
            else:
                untold.by_line.append(self)

    def _steps(self, rule: OrderRule, bits: Numbering) -> "list[Step] | None":
        """Its questions, where each must simply be answered so; None where there is more to it."""
        if self._begins or self._ends or (rule.lines is not None and self._begun is None):
            return None
        steps = []
        for ask, holds in conjunction(rule.when):
            bit = bits.of(ask)
            steps.append((bit, bit if holds else 0, (self.id, Miss(ask, not holds).told, ask.field)))
        if self._begun is not None:
            steps.append((self.chosen, self.chosen, (self.id, self._begun, self._begun["field"])))
        return steps

    def why_of_line(self, answers: int) -> tuple[dict[str, Any], str]:
        """The question that failed first for a line that answers so, and its field."""
        miss = self._lines(answers) if self._lines is not None else None
        if miss is None:
            raise ValueError("the line is one that the rule chooses")
        return {"lines": True, **miss.told}, miss.ask.field

    def _asks_first(self, rule: OrderRule) -> "First | None":
        """Where it is asked before all else, must be so, and is about a text."""
        condition = rule.lines if rule.when is None else rule.when
        if rule.when is not None:
            while isinstance(condition, AllOf):
                condition = condition.all[0]
        if self._begins or self._ends or not isinstance(condition, Ask) or FIELDS[condition.field] != "text":
            return None
        return First(condition, self._begun if rule.when is None and self._begun else Miss(condition).told)

    def _chooser(self, lines: Condition, bits: Numbering) -> int:
        """The bit of lines that the rule chooses."""
        if isinstance(lines, Ask):
            return bits.of(lines)
        bit = bits.bit()
        if self._lines is not None:
            bits.choosers.append((self._lines, bit))
        return bit


class Untold:
    """Why rules do not fire: a word; a question with its field; or what each would say of the order's first line."""

    __slots__ = ("by_line", "questions", "words")

    def __init__(self) -> None:
        self.words: dict[str, Any] = {}
        self.questions: list[tuple[str, dict[str, Any], str]] = []
        self.by_line: list[Gate] = []


def fails(condition: Condition, bits: Numbering, *, negated: bool = False) -> Fails:
    """The question that fails first by given answers; None when the condition holds."""
    if isinstance(condition, Not):
        return fails(condition.not_, bits, negated=not negated)
    if isinstance(condition, Ask):
        return _asking(bits.of(condition), Miss(condition, negated))
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    inner = [fails(one, bits, negated=negated) for one in parts]
    # Not all of them is any of them not, and the other way round.
    return _every(inner) if isinstance(condition, AllOf) != negated else _some(inner)


def conjunction(condition: Condition | None, *, negated: bool = False) -> Iterator[tuple[Ask, bool]]:
    """Questions that must be answered so for the condition to hold, in their order: with yes, or with no."""
    if isinstance(condition, Not):
        yield from conjunction(condition.not_, negated=not negated)
    elif isinstance(condition, Ask):
        yield condition, not negated
    elif condition is not None:
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        if len(parts) == 1 or isinstance(condition, AllOf) != negated:
            for one in parts:
                yield from conjunction(one, negated=negated)


def is_conjunction(condition: Condition | None, *, negated: bool = False) -> bool:
    """Whether `conjunction` is all there is to it."""
    if condition is None or isinstance(condition, Ask):
        return True
    if isinstance(condition, Not):
        return is_conjunction(condition.not_, negated=not negated)
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    simple = len(parts) == 1 or isinstance(condition, AllOf) != negated
    return simple and all(is_conjunction(one, negated=negated) for one in parts)


def mask(bits: Iterator[int]) -> int:
    """All of them together."""
    found = 0
    for bit in bits:
        found |= bit
    return found


def _asking(bit: int, miss: Miss) -> Fails:
    if miss.negated:
        return lambda answers: miss if answers & bit else None
    return lambda answers: None if answers & bit else miss


def _every(checks: Sequence[Fails]) -> Fails:
    def check(answers: int) -> Miss | None:
        for one in checks:
            miss = one(answers)
            if miss is not None:
                return miss
        return None

    return check


def _some(checks: Sequence[Fails]) -> Fails:
    def check(answers: int) -> Miss | None:
        first = None
        for one in checks:
            miss = one(answers)
            if miss is None:
                return None
            first = first or miss
        return first

    return check
