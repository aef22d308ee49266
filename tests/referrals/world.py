"""A small shop in which people live, buy and bring each other: what the scorer may know of them, and nothing else."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loyalty.engine.suspicion import Evidence, Known, Seen, evidence
from loyalty.engine.traces import Trace, traces_of

START = datetime.fromisoformat("2026-03-01T12:00:00+00:00")


@dataclass(frozen=True)
class Someone:
    """One account. Two accounts of one person have two numbers; `home` is street, postcode, country."""

    number: int
    email: str
    home: tuple[str, str, str] = ("", "", "")
    phone: str = ""
    browser: str = ""
    ip: str = ""

    @property
    def traces(self) -> frozenset[Trace]:
        street, postcode, country = self.home
        return frozenset(
            traces_of(
                email=self.email, street=street, postcode=postcode, country=country, phone=self.phone,
                browser=self.browser, ip=self.ip,
            )
        )  # fmt: skip


@dataclass
class World:
    """Who was seen with what, who brought whom and when, who has bought."""

    seen: list[Seen] = field(default_factory=list)
    brought: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    bought: set[int] = field(default_factory=set)
    households: set[frozenset[int]] = field(default_factory=set)
    people: dict[int, Someone] = field(default_factory=dict)

    def meet(self, one: Someone, *, buys: bool = False) -> None:
        self.people[one.number] = one
        self.seen += [Seen(one.number, trace) for trace in sorted(one.traces)]
        if buys:
            self.bought.add(one.number)

    def bring(self, friend: Someone, advocate: Someone, at: datetime) -> None:
        """A claim of before."""
        self.meet(friend, buys=True)
        self.brought[friend.number] = (advocate.number, at)

    def looked_at(self, friend: Someone, advocate: Someone, at: datetime) -> Evidence:
        """The claim that is to be judged."""
        known = Known(seen=self.seen, brought=self.brought, bought=self.bought, households=self.households)
        return evidence(
            friend=friend.number, traces=friend.traces, advocate=advocate.number,
            theirs=self.people[advocate.number].traces, known=known, at=at,
        )  # fmt: skip


def later(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)
