"""Two runs over the same past, figure by figure, and whose tier differs."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from loyalty.insight.cost import Given, cost
from loyalty.insight.models import Simulation

POINTS = ("issued", "reversed", "redeemed", "expired", "outstanding")
MONEY = ("promised", "expected", "uplift")
PERCENT = ("nominal_percent", "expected_percent", "uplift_percent")
Value = int | Decimal | None


class NotTheSamePast(ValueError):
    """Runs over different pasts differ for more reasons than their rules."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of both, and by how much the second is more."""

    name: str
    kind: str  # points, money or percent
    first: Value
    second: Value

    @property
    def more(self) -> Value:
        return None if self.first is None or self.second is None else self.second - self.first


@dataclass(frozen=True, slots=True)
class Moves:
    """`kinds` counts (tier in the first, in the second); `members` names some, "" being the lowest tier."""

    kinds: list[tuple[str, str, int]]
    members: list[tuple[str, str, str]]
    count: int


def rows(first: Simulation, second: Simulation, by: Given, currency: str) -> list[Row]:
    """Raises NotTheSamePast."""
    if first.past_id != second.past_id:
        raise NotTheSamePast
    one, other = first.result or {}, second.result or {}
    found = [Row(name, "points", one[name], other[name]) for name in POINTS]
    costs = cost(one, by, currency), cost(other, by, currency)
    for kind, names in (("money", MONEY), ("percent", PERCENT)):
        for name in names:
            told = [None if half is None else getattr(half, name) for half in costs]
            found.append(Row(name, kind, *told))
    return found


def moves(first: Simulation, second: Simulation, *, shown: int) -> Moves:
    """Whoever stands on another tier, by customer."""
    changed = [
        (name, first.levels.get(name, ""), second.levels.get(name, ""))
        for name in sorted({*first.levels, *second.levels})
        if first.levels.get(name, "") != second.levels.get(name, "")
    ]
    kinds = Counter((before, after) for _, before, after in changed)
    told = [(before, after, count) for (before, after), count in sorted(kinds.items())]
    return Moves(told, changed[:shown], len(changed))
