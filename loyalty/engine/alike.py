"""Rules that begin with a question about the same texts: those that fail it are told of together.

A shop with a thousand rules has many that ask for a tag, and most orders have none of them. What is told of all those
rules is then the same for every order that says the same, and kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from loyalty.engine.checks import wanted_of
from loyalty.engine.gates import First, Gate
from loyalty.engine.known import Known
from loyalty.engine.misses import MOST_SHOWN

FEW = 4  # so many rules are told of one by one as quickly
HEAVY = 100  # a told question takes the room of so many answers

Whys = dict[str, dict[str, Any]]


class Alike:
    """Such rules. `known`: by the texts an order says, why those fail that fail at once."""

    def __init__(self, field: str, rules: Sequence[tuple[str, First]]) -> None:
        self.field = field
        self._rules = [(name, first.begun, wanted_of(first.ask)) for name, first in rules]
        self.known = Known(self._whys, HEAVY * len(rules))

    def _whys(self, texts: tuple[str, ...]) -> Whys:
        got = list(texts[:MOST_SHOWN] if self.field.startswith("line.") else texts)
        return {
            name: {**begun, "got": got} for name, begun, wanted in self._rules if wanted.isdisjoint(texts)
        }


def alike(gates: Sequence[Gate]) -> Iterator[Alike]:
    """The rules that lie together, where there are many."""
    by_field: dict[str, list[tuple[str, First]]] = defaultdict(list)
    for gate in gates:
        if gate.first is not None:
            by_field[gate.first.ask.field].append((gate.id, gate.first))
    for field, rules in by_field.items():
        if len(rules) > FEW:
            yield Alike(field, rules)
