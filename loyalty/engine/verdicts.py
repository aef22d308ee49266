"""Which order rules fire, and why the others do not: the same for all orders that give the same answers.

A rule is only looked at where the rarest question that must hold for it to fire was answered with yes.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from typing import Generic, TypeVar

from loyalty.engine.alike import alike
from loyalty.engine.gates import Gate, Untold
from loyalty.engine.known import Known
from loyalty.engine.questions import HAS_LINES

R = TypeVar("R")


class Verdict(Generic[R]):
    """For one set of answers: the rules that fire, in their order. Why others do not is found out when asked for."""

    __slots__ = ("_answers", "_gates", "_places", "_untold", "fired")

    def __init__(
        self, answers: int, places: Sequence[int], fired: tuple[R, ...], gates: Sequence[Gate]
    ) -> None:
        self.fired = fired
        self._answers, self._places, self._gates = answers, places, gates
        self._untold: Untold | None = None

    def untold(self, but: Container[str] = ()) -> Untold:
        """Why the rules that do not fire do not, without those in `but`."""
        if self._untold is not None and not but:
            return self._untold
        fired = {self._gates[place].id for place in self._places}
        found, answers = Untold(), self._answers
        for gate in [one for one in self._gates if one.id not in but] if but else self._gates:
            if gate.steps is not None and answers & HAS_LINES:
                for bit, wanted, told in gate.steps:
                    if answers & bit != wanted:
                        found.questions.append(told)
                        break
            elif gate.id not in fired:
                gate.why(answers, found)
        if not but:
            self._untold = found
        return found


class Verdicts(Generic[R]):
    """All order rules of a document, each with its gate."""

    def __init__(self, rules: Sequence[tuple[R, Gate]]) -> None:
        self._rules, self._gates = [rule for rule, _ in rules], [gate for _, gate in rules]
        held = Counter(bit for _, gate in rules for bit in gate.begins_with)
        self._by_bit: dict[int, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for place, (_, gate) in enumerate(rules):
            rarest = min(gate.begins_with, key=lambda bit: held[bit], default=0)
            (self._by_bit[rarest] if rarest else self._always).append(place)
        self._first = sum(self._by_bit)
        self.alike = list(alike(self._gates))
        self.known = Known(self._work, 8 * len(rules))

    def _work(self, answers: int) -> Verdict[R]:
        gates = self._gates
        fired = [place for place in self._candidates(answers) if gates[place].opens(answers)]
        fired.sort()
        return Verdict(answers, fired, tuple([self._rules[place] for place in fired]), gates)

    def _candidates(self, answers: int) -> list[int]:
        places = self._always.copy()
        left = answers & self._first
        while left:
            lowest = left & -left
            places += self._by_bit[lowest]
            left ^= lowest
        return places
