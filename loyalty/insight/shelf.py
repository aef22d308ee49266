"""What a history file says of products, over time."""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from loyalty.engine.facts import Fact, ProductGone, ProductTold
from loyalty.engine.goods import GONE, UNKNOWN, ProductFacts


@dataclass(slots=True)
class Shelf:
    """Facts by product; told in the order of time."""

    _told: dict[str, list[tuple[datetime, ProductFacts]]] = field(default_factory=dict)

    def hear(self, fact: Fact, at: datetime) -> None:
        """A telling without collections leaves them as they were."""
        match fact:
            case ProductTold():
                told = self._told.setdefault(fact.product, [])
                before = told[-1][1].collections if told else ()
                facts = fact.facts if fact.knows_collections else replace(fact.facts, collections=before)
                told.append((at, facts))
            case ProductGone():
                self._told.setdefault(fact.product, []).append((at, GONE))
            case _:
                pass

    def of(self, ids: Collection[str], at: datetime) -> dict[str, ProductFacts]:
        """What was known at that moment, for each of these; before the first telling, what that one says."""
        return {one: self._at(one, at) for one in ids}

    def _at(self, product: str, at: datetime) -> ProductFacts:
        told = self._told.get(product)
        if not told:
            return UNKNOWN
        place = bisect_right(told, at, key=lambda one: one[0])
        found = told[max(place - 1, 0)][1]
        return UNKNOWN if place == 0 and found.gone else found
