"""How much room is left under caps, budgets and limits; what was given to an order stays counted for it.

Room only shrinks: what a refund takes back is not given to somebody else, so no cap is ever exceeded when an
order comes back to life (law A6). The caller keeps the rooms, and locks them, wherever it keeps its books.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from loyalty.engine.calendar import span_of
from loyalty.engine.rules import ActivityRule, Campaign, Cap, Limit, OrderRule, Referral


class Key(NamedTuple):
    """Whose room: of one member, or of the whole programme (member 0); and of which day, week, month or year."""

    name: str  # cap:ID, rule:ID or campaign:ID
    member: int
    span: str

    @property
    def in_terms(self) -> str:
        """Its name in an order's terms, which know their member."""
        return f"{self.name}@{self.span}"


@dataclass(slots=True)
class Rooms:
    """What was given so far, by key. `changed` are the keys under which more was given since."""

    used: dict[Key, int] = field(default_factory=dict)
    changed: set[Key] = field(default_factory=set)
    closed: bool = False  # nothing more is given: to look at what was
    _taken: list[tuple[Key, int]] = field(default_factory=list)

    def room(self, granted: dict[str, int], key: Key, *, size: int) -> int:
        """How much an order may have in all under a limit of `size`, with what it was `granted` before."""
        left = 0 if self.closed else max(0, size - self.used.get(key, 0))
        return granted.get(key.in_terms, 0) + left

    def grant(self, granted: dict[str, int], key: Key, *, wanted: int, size: int) -> None:
        """Takes room until the order was granted `wanted` in all, as far as there is room; keeps `granted` up."""
        have = granted.get(key.in_terms, 0)
        more = 0 if self.closed else min(wanted - have, size - self.used.get(key, 0))
        if more > 0:
            self.used[key] = self.used.get(key, 0) + more
            self.changed.add(key)
            self._taken.append((key, more))
            granted[key.in_terms] = have + more

    def settled(self) -> None:
        """What was given is given."""
        self._taken.clear()

    @property
    def mark(self) -> int:
        """A moment to give back to."""
        return len(self._taken)

    def give_back(self, mark: int = 0) -> None:
        """Nothing was given after all since the `mark`, or the last `settled`: the fact was refused."""
        for key, more in self._taken[mark:]:
            self.used[key] -= more
        del self._taken[mark:]


def rule_key(rule: OrderRule | ActivityRule, member: int, at: datetime, timezone: str) -> Key:
    """The room under a rule's limit."""
    return Key(f"rule:{rule.id}", member, span_of(rule.limit.per if rule.limit else "life", at, timezone))


def cap_key(cap: Cap, member: int, at: datetime, timezone: str) -> Key | None:
    """The room under a cap; None for a cap on each order by itself."""
    span = cap.per
    if span == "order":
        return None
    return Key(f"cap:{cap.id}", member if cap.of == "member" else 0, span_of(span, at, timezone))


def budget_key(campaign: Campaign) -> Key:
    """The room in a campaign's budget."""
    return Key(f"campaign:{campaign.id}", 0, "")


def advocate_key(limit: Limit, advocate: int, at: datetime, timezone: str) -> Key:
    """The friends for whom one member is rewarded."""
    return Key("referral:advocate", advocate, span_of(limit.per, at, timezone))


def friends_key(limit: Limit, _member: int, at: datetime, timezone: str) -> Key:
    """The friends for whom the programme gives anything."""
    return Key("referral:friends", 0, span_of(limit.per, at, timezone))


def referral_keys(referral: Referral, advocate: int, at: datetime, timezone: str) -> Iterator[Key]:
    """Every room a friend's first order may need for bringing them."""
    if referral.limit:
        yield advocate_key(referral.limit, advocate, at, timezone)
    if referral.most:
        yield friends_key(referral.most, 0, at, timezone)


def keys(
    *,
    rules: tuple[OrderRule, ...],
    caps: tuple[Cap, ...],
    campaigns: tuple[Campaign, ...],
    member: int,
    at: datetime,
    timezone: str,
) -> Iterator[Key]:
    """Every room an order of this member at this moment may need, whatever it is about."""
    for rule in rules:
        if rule.limit:
            yield rule_key(rule, member, at, timezone)
    for cap in caps:
        key = cap_key(cap, member, at, timezone)
        if key:
            yield key
    for campaign in campaigns:
        if campaign.budget:
            yield budget_key(campaign)


@dataclass(slots=True)
class Allowed:
    """The rooms as one order sees them: whose order it is, and what it was granted so far; kept up."""

    rooms: Rooms = field(default_factory=Rooms)
    granted: dict[str, int] = field(default_factory=dict)
    member: int = 0
