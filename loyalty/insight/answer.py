"""What came out of a replay, as the contract answers it; one part of the members or all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import count
from operator import add, attrgetter
from typing import Any

from loyalty.engine.document import Document
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.totals import Sums, figures, holdings, members, summed, told
from loyalty.insight.history import CUSTOMER_GID
from loyalty.insight.lines import Refusal

Seen = tuple[datetime, int]  # when, and in which line


@dataclass(slots=True)
class One:
    """Somebody who was not merged away: when they were first seen, the customer's id or "", what they have."""

    seen: Seen
    customer: str
    has: dict[str, Any]


@dataclass(slots=True)
class Part:
    """What came out for some of the members, with what was refused of their lines."""

    people: list[One]
    sums: Sums
    refused: list[Refusal]


def part(replay: Replay, seen: Sequence[Seen], refused: list[Refusal], *, as_of: datetime) -> Part:
    """What came out by `as_of`, which ends the replay. `seen` is of everybody, by their numbers."""
    levels = replay.end(as_of)
    people = [
        One(
            seen[person.number - 1],
            person.customer,
            figures(person) | {"tier": levels.get(person.number), "counters": {}} | holdings(person),
        )
        for person, _ in members(replay)
    ]
    return Part(people, summed(replay), refused)


def answer(parts: Sequence[Part], document: Document, currency: str, *, as_of: datetime) -> dict[str, Any]:
    """Members in the order in which they were first seen, totals, and what was refused by line."""
    guests = count(1)
    people = sorted((one for each in parts for one in each.people), key=attrgetter("seen"))
    refused = {one.line: one for each in parts for one in each.refused}  # what all heard was refused by all
    return {
        "programme": {"name": document.name, "version": 1},
        "as_of": as_of.isoformat().replace("+00:00", "Z"),
        "members": [
            {"member": f"{CUSTOMER_GID}{one.customer}" if one.customer else f"guest:{next(guests)}"} | one.has
            for one in people
        ],
        "totals": told(reduce(add, (each.sums for each in parts)), document, currency),
        "refused": [{"line": one.line, "reason": one.reason} for _, one in sorted(refused.items())],
    }
