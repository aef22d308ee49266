"""Which rules may fire for an order, and why the others do not, without asking each of them.

Rules that begin with the same question about a text lie together, by the answers they want. Whatever is not among the
answers of an order has failed that first question, and its reason is the same for every order that answers the same.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from loyalty.engine.answers import Seen
from loyalty.engine.checks import Miss, wanted_of
from loyalty.engine.conditions import FIELDS, AllOf, Ask, Condition
from loyalty.engine.misses import MOST_SHOWN
from loyalty.engine.rules import OrderRule

FEW = 4  # so many rules are asked one by one as quickly
KEPT = 20_000  # reasons kept ready by each group

Places = tuple[int, ...]
Whys = dict[str, dict[str, Any]]


class Group:
    """Rules whose first question is about the same texts. `begin` is what every reason of theirs begins with."""

    def __init__(self, field: str, begin: dict[str, Any], rules: Sequence[tuple[int, str, Ask]]) -> None:
        self.field = field
        self.rules = rules
        self._by_text: dict[str, list[int]] = defaultdict(list)
        for place, _, ask in rules:
            for text in wanted_of(ask):
                self._by_text[text].append(place)
        self._begun = {name: (place, begin | Miss(ask).told) for place, name, ask in rules}
        self._known: dict[tuple[str, ...], tuple[Places, Whys]] = {}
        self._most = max(8, KEPT // len(rules))

    def sort(self, seen: Seen) -> tuple[Places, Whys]:
        """(places of the rules that are still to be asked, why each of the others did not fire)."""
        texts = seen.distinct[self.field] if self.field in seen.distinct else seen.texts(self.field)
        return self._known.get(texts) or self._sorted(texts)

    def _sorted(self, texts: tuple[str, ...]) -> tuple[Places, Whys]:
        hits = {place for text in texts for place in self._by_text.get(text, ())}
        got = list(texts[:MOST_SHOWN]) if self.field.startswith("line.") else list(texts)
        whys = {
            name: {**begun, "got": got} for name, (place, begun) in self._begun.items() if place not in hits
        }
        if len(self._known) >= self._most:
            self._known.clear()
        found = self._known[texts] = (tuple(hits), whys)
        return found


class Triage:
    """All order rules of a document, by their place in it."""

    def __init__(self, rules: Sequence[OrderRule]) -> None:
        kinds: dict[tuple[str, bool], list[tuple[int, str, Ask]]] = defaultdict(list)
        for place, rule in enumerate(rules):
            first = _first_question(rule)
            if first is not None:
                kinds[first.field, rule.when is None].append((place, rule.id, first))
        found = {kind: some for kind, some in kinds.items() if len(some) > FEW}
        self.groups = [
            (Group(field, {"lines": True} if by_line else {}, some), by_line)
            for (field, by_line), some in found.items()
        ]
        grouped = {place for some in found.values() for place, _, _ in some}
        self.rest = [place for place in range(len(rules)) if place not in grouped]

    def sort(self, seen: Seen, unfired: dict[str, Any]) -> list[int]:
        """Places of the rules to ask, in their order; `unfired` is told why the others did not fire."""
        if not self.groups:
            return self.rest
        places = self.rest.copy()
        empty = not (seen.header and seen.header.lines)
        for group, by_line in self.groups:
            if empty and by_line:  # none of no lines: that is another reason
                places += [place for place, _, _ in group.rules]
                continue
            hits, whys = group.sort(seen)
            places += hits
            unfired.update(whys)
        places.sort()
        return places


def _first_question(rule: OrderRule) -> Ask | None:
    """What must hold in any case for the rule to fire, when that is what is asked first, and of a text."""
    if rule.from_ is not None or rule.until is not None:
        return None
    condition: Condition | None = rule.lines if rule.when is None else rule.when
    while isinstance(condition, AllOf):
        condition = condition.all[0]
    return condition if isinstance(condition, Ask) and FIELDS[condition.field] == "text" else None
