"""Points for what members only say, in memory: they can be used beside what was bought or seen, never alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from loyalty.engine.lots import POINTS
from loyalty.engine.replay.state import Held

Found = dict[int, dict[int, Held]]  # awards by their own number, by the number of their member


def _nothing() -> Found:
    return defaultdict(dict)


@dataclass(slots=True)
class OwnWord:
    """Kept only where some rule pays for mere words."""

    said: Found = field(default_factory=_nothing)
    known: Found = field(default_factory=_nothing)

    def seen(self, given: Iterable[Held]) -> None:
        """Given for orders, and for what a system or staff saw."""
        self._note(self.known, given)

    def told(self, given: Iterable[Held]) -> None:
        """Given for words."""
        self._note(self.said, given)

    def moved(self, gone: int, kept: int) -> None:
        """Two are one person."""
        for found in (self.said, self.known):
            if gone in found:
                found[kept].update(found.pop(gone))

    def points(self, person: int) -> int:
        """How many rest on the person's word; 0 for whoever has anything for an order or a deed that was seen."""
        said = [one for one in self.said.get(person, {}).values() if one.posted > 0]
        if not said or any(one.posted > 0 for one in self.known.get(person, {}).values()):
            return 0
        return sum(one.posted for one in said if one.currency == POINTS)

    @staticmethod
    def _note(found: Found, given: Iterable[Held]) -> None:
        for one in given:
            if one.person is not None:
                found[one.person.living.number][one.number] = one
