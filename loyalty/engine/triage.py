"""Which rules may fire for an order, and why the others do not, without asking each of them.

Rules that begin with the same question about a text lie together, by the answers they want. Whatever is not among the
answers of an order has failed that first question, and its reason is the same for every order that answers the same.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.answers import Seen
from loyalty.engine.checks import Miss, wanted_of
from loyalty.engine.conditions import FIELDS, AllOf, Ask, Condition
from loyalty.engine.misses import MOST_SHOWN
from loyalty.engine.rules import OrderRule

FEW = 4  # so many rules are asked one by one as quickly
KEPT = 20_000  # reasons kept ready by each group

Places = Sequence[int]
Question = tuple[int, str, Ask]  # place and id of the rule, its first question
Whys = dict[str, dict[str, Any]]


class Group:
    """Rules whose first question is about the same texts. `begin` is what every reason of theirs begins with."""

    def __init__(self, field: str, begin: dict[str, Any], rules: Sequence[Question]) -> None:
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


class Steps:
    """Rules whose first question is whether the same number is high enough, the lowest step first."""

    def __init__(self, field: str, comparison: str, rules: Sequence[Question]) -> None:
        self.field, self.comparison = field, comparison
        self._money = FIELDS[field] == "money"
        self._rules = sorted(rules, key=lambda one: one[2].given[comparison])
        self._begun = [(name, Miss(ask).told) for _, name, ask in self._rules]
        self._steps: dict[int, list[Decimal]] = {}

    def sort(self, seen: Seen) -> tuple[Sequence[int], Whys]:
        """(places of the rules that are still to be asked, why each of the others did not fire)."""
        got = seen.answers[self.field] if self.field in seen.answers else seen.answer(self.field)
        passed = 0 if got is None else self._passed(got, _places(seen) if self._money else 0)
        whys = {name: {**begun, "got": got} for name, begun in self._begun[passed:]}
        return [place for place, _, _ in self._rules[:passed]], whys

    def _passed(self, got: int, places: int) -> int:
        steps = self._steps.get(places)
        if steps is None:
            steps = [ask.given[self.comparison].scaleb(places) for _, _, ask in self._rules]
            self._steps[places] = steps
        return (bisect_right if self.comparison == "at_least" else bisect_left)(steps, got)


def _places(seen: Seen) -> int:
    return exponent(seen.header.currency if seen.header else "USD")


class Triage:
    """All order rules of a document, by their place in it."""

    def __init__(self, rules: Sequence[OrderRule]) -> None:
        kinds: dict[tuple[str, str], list[Question]] = defaultdict(list)
        for place, rule in enumerate(rules):
            first = _first_question(rule)
            kind = _kind(first, rule) if first else ""
            if first and kind:
                kinds[kind, first.field].append((place, rule.id, first))
        found = {kind: some for kind, some in kinds.items() if len(some) > FEW}
        self.lines = [
            (Group(field, {"lines": True}, some), [place for place, _, _ in some])
            for (kind, field), some in found.items()
            if kind == "lines"
        ]
        self.groups: list[Group | Steps] = [
            Group(field, {}, some) if kind == "when" else Steps(field, kind, some)
            for (kind, field), some in found.items()
            if kind != "lines"
        ]
        grouped = {place for some in found.values() for place, _, _ in some}
        self.rest = [place for place in range(len(rules)) if place not in grouped]

    def sort(self, seen: Seen, unfired: dict[str, Any]) -> list[int]:
        """Places of the rules to ask, in their order; `unfired` is told why the others did not fire."""
        if not (self.groups or self.lines):
            return self.rest
        places = self.rest.copy()
        for group in self.groups:
            hits, whys = group.sort(seen)
            places += hits
            unfired.update(whys)
        empty = not (seen.header and seen.header.lines)
        for by_line, everyone in self.lines:
            if empty:  # none of no lines: that is another reason
                places += everyone
                continue
            hits, whys = by_line.sort(seen)
            places += hits
            unfired.update(whys)
        places.sort()
        return places


def _first_question(rule: OrderRule) -> Ask | None:
    """What is asked first and must hold in any case for the rule to fire."""
    if rule.from_ is not None or rule.until is not None:
        return None
    condition: Condition | None = rule.lines if rule.when is None else rule.when
    while isinstance(condition, AllOf):
        condition = condition.all[0]
    return condition if isinstance(condition, Ask) else None


def _kind(first: Ask, rule: OrderRule) -> str:
    """How rules that begin with this question can lie together; empty when they cannot."""
    if FIELDS[first.field] == "text":
        return "lines" if rule.when is None else "when"
    [comparison] = first.given
    return comparison if comparison in ("at_least", "above") and not first.field.startswith("line.") else ""
