"""The programme's versions, each live since a moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from loyalty.engine.document import Document
from loyalty.engine.expiry import Expiry, others
from loyalty.engine.terms import Terms, asks

EVER = datetime.min.replace(tzinfo=UTC)
EVER_AFTER = datetime(9000, 1, 1, tzinfo=UTC)  # everything that is known


@dataclass(frozen=True, slots=True)
class Live:
    """One version."""

    number: int
    document: Document


@dataclass(slots=True)
class Versions:
    """(live since, document), oldest first; the first is version 1.

    `have_tiers`: any version has; `count_points`: some version's tiers go by what rules give, not only by orders and
    money; `follow_up`: any version gives something for what members reach; `ask_firsts`: any asks for first orders;
    `take_words`: any pays for what members only say; `have_days`: any has rules for birthdays and anniversaries.
    """

    since: Sequence[tuple[datetime, Live]]
    have_tiers: bool = field(init=False)
    count_points: bool = field(init=False)
    follow_up: bool = field(init=False)
    ask_firsts: bool = field(init=False)
    take_words: bool = field(init=False)
    have_days: bool = field(init=False)

    def __post_init__(self) -> None:
        tiers = [live.document.tiers for _, live in self.since if live.document.tiers]
        self.have_tiers = bool(tiers)
        self.have_days = any(live.document.day_rules for _, live in self.since)
        self.count_points = any(one.go_by_rules for one in tiers)
        self.ask_firsts = any(asks(live.document) for _, live in self.since)
        rules = (rule for _, live in self.since for rule in live.document.activity_rules)
        self.take_words = any(rule.proof == "self_declared" for rule in rules)
        self.follow_up = any(live.document.missions for _, live in self.since) or any(
            level.entry_reward for one in tiers for level in one.levels
        )

    def at(self, moment: datetime) -> Live | None:
        """The version that was live at a moment."""
        for since, live in reversed(self.since):
            if since <= moment:
                return live
        return None

    def of(self, terms: Terms | None, placed_at: datetime) -> Live | None:
        """The version pinned in an order's terms, else the one live when it was placed."""
        return self.at(placed_at) if terms is None else self.since[terms["version"] - 1][1]

    @property
    def expiries(self) -> list[tuple[datetime, Expiry | None]]:
        """What a Clock lives by."""
        return [(since, live.document.expiry) for since, live in self.since]

    @property
    def other_expiries(self) -> dict[str, list[tuple[datetime, Expiry | None]]]:
        """The same for the other currencies."""
        return others((since, live.document.expiries) for since, live in self.since)


def versions(programme: Document | Sequence[tuple[datetime, Document]]) -> Versions:
    """One document is taken as live since ever."""
    dated = [(EVER, programme)] if isinstance(programme, Document) else sorted(programme, key=lambda v: v[0])
    return Versions([(since, Live(number, document)) for number, (since, document) in enumerate(dated, 1)])
