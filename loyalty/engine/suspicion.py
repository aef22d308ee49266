"""How much a referral looks like somebody bringing themselves: a score with its reasons, and what is done about it.

Pure: who was seen with what comes in, a verdict comes out. Every weight stands here. A shared roof, network or
telephone is nothing bad by itself: together they make somebody look at it, they never refuse it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from loyalty.engine.traces import Kind, Trace

Verdict = Literal["passed", "held", "refused"]
HOLD, REFUSE = 40, 100
STRONG: tuple[Kind, ...] = ("mailbox", "browser", "phone")
DAY, WEEK = timedelta(days=1), timedelta(days=7)

WITH_ADVOCATE: Mapping[Kind, tuple[str, int]] = {
    "mailbox": ("same_mailbox", 70),
    "browser": ("same_browser", 45),
    "phone": ("same_phone", 25),
    "stem": ("similar_mailbox", 20),
    "address": ("same_address", 15),
    "network": ("same_network", 5),
}
_ROOF = frozenset(("browser", "phone", "address", "network"))  # what people of one household share


class Shared(NamedTuple):
    """What friends of before with the same trace weigh: the first `free` nothing, each other `each`."""

    code: str
    free: int
    first: int
    each: int
    most: int


WITH_FRIENDS: Mapping[Kind, Shared] = {
    "mailbox": Shared("mailbox_again", 0, 80, 0, 80),
    "browser": Shared("browser_again", 0, 40, 10, 70),
    "phone": Shared("phone_again", 0, 25, 15, 60),
    "stem": Shared("numbered_mailboxes", 2, 45, 10, 65),
    "address": Shared("address_again", 1, 15, 15, 60),
    "network": Shared("network_again", 0, 2, 2, 15),
}
MANY_A_DAY = Shared("many_today", 5, 6, 6, 45)
MANY_A_WEEK = Shared("many_this_week", 15, 3, 3, 45)
RING = Shared("ring", 2, 20, 5, 40)


class Seen(NamedTuple):
    """A person was seen with a trace."""

    person: int
    trace: Trace


@dataclass(frozen=True)
class Known:
    """What was known before the claim: at least everybody who shares a trace with one of the two, and all whom the
    advocate brought. `brought` says by whom and when; `bought` who has bought before; `households` are pairs that
    the shop has allowed."""

    seen: Iterable[Seen] = ()
    brought: Mapping[int, tuple[int, datetime]] = field(default_factory=dict)
    bought: Collection[int] = ()
    households: Collection[frozenset[int]] = ()


class Reason(NamedTuple):
    """One thing that speaks against the claim; `others`: how many are like that."""

    code: str
    weight: int
    others: int = 0


@dataclass(frozen=True)
class Evidence:
    """What speaks against a claim."""

    reasons: tuple[Reason, ...] = ()

    @property
    def score(self) -> int:
        return sum(reason.weight for reason in self.reasons)

    def verdict(self, *, hold: int = HOLD, refuse: int = REFUSE) -> Verdict:
        """What is done about it."""
        if self.score >= refuse:
            return "refused"
        return "held" if self.score >= hold else "passed"

    def told(self) -> list[list[str | int]]:
        """The reasons as they are stored."""
        return [list(reason) for reason in self.reasons]


def evidence(
    *,
    friend: int,
    traces: Collection[Trace],
    advocate: int,
    theirs: Collection[Trace],
    known: Known,
    at: datetime,
) -> Evidence:
    """`traces` are the friend's, `theirs` the advocate's."""
    if friend == advocate:
        return Evidence((Reason("same_customer", REFUSE),))
    roof = frozenset((friend, advocate)) in known.households
    sharers = _sharers(known.seen, set(traces) | set(theirs))
    found = [
        *_with_advocate(set(traces) & set(theirs), roof=roof),
        *_bought_before(friend, advocate, traces, sharers, known, roof=roof),
        *_with_friends(friend, advocate, traces, sharers, known),
        *_hurry(friend, advocate, known, at),
        *_ring(friend, advocate, sharers, known, roof=roof),
    ]
    return Evidence(tuple(sorted(found, key=lambda one: (-one.weight, one.code))))


def _sharers(seen: Iterable[Seen], wanted: Collection[Trace]) -> dict[Trace, set[int]]:
    found: dict[Trace, set[int]] = {}
    for person, trace in seen:
        if trace in wanted:
            found.setdefault(trace, set()).add(person)
    return found


def _with_advocate(shared: Iterable[Trace], *, roof: bool) -> Iterator[Reason]:
    for kind in sorted({trace.kind for trace in shared}):
        if kind in WITH_ADVOCATE and not (roof and kind in _ROOF):
            yield Reason(*WITH_ADVOCATE[kind])


def _bought_before(
    friend: int,
    advocate: int,
    traces: Collection[Trace],
    sharers: Mapping[Trace, set[int]],
    known: Known,
    *,
    roof: bool,
) -> Iterator[Reason]:
    """A referral is for somebody new."""
    if any(trace.kind == "thrown_away" for trace in traces):
        yield Reason("thrown_away_mailbox", 60)
    if friend in known.bought:
        yield Reason("customer_before", REFUSE)
        return
    before: dict[str, set[int]] = {}
    for trace in traces:
        buyers = {one for one in sharers.get(trace, ()) if one in known.bought} - {friend, advocate}
        before.setdefault(trace.kind, set()).update(buyers)
    if before.get("mailbox"):
        yield Reason("customer_before", REFUSE)
    elif not roof and before.get("phone", set()) & before.get("address", set()):
        yield Reason("like_a_customer", 40)


def _with_friends(
    friend: int,
    advocate: int,
    traces: Collection[Trace],
    sharers: Mapping[Trace, set[int]],
    known: Known,
) -> Iterator[Reason]:
    others: dict[Kind, set[int]] = {}
    for trace in traces:
        if trace.kind in WITH_FRIENDS:
            came = {one for one in sharers.get(trace, ()) if one in known.brought}
            others.setdefault(trace.kind, set()).update(came - {friend, advocate})
    for kind in sorted(others):
        yield from _weighed(WITH_FRIENDS[kind], len(others[kind]))


def _hurry(friend: int, advocate: int, known: Known, at: datetime) -> Iterator[Reason]:
    ages = [at - when for one, (by, when) in known.brought.items() if by == advocate and one != friend]
    today = [*_weighed(MANY_A_DAY, sum(timedelta() <= age < DAY for age in ages))]
    week = [*_weighed(MANY_A_WEEK, sum(timedelta() <= age < WEEK for age in ages))]
    yield from max(today, week, key=lambda some: sum(one.weight for one in some))


def _ring(
    friend: int, advocate: int, sharers: Mapping[Trace, set[int]], known: Known, *, roof: bool
) -> Iterator[Reason]:
    """Friends, whoever brought them, who hang together with one of the two by something that strangers never share."""
    strong = [people for trace, people in sharers.items() if trace.kind in STRONG]
    linked = {one for people in strong for one in people if one in known.brought} - {friend, advocate}
    if not roof:
        yield from _weighed(RING, len(linked))


def _weighed(shared: Shared, count: int) -> Iterator[Reason]:
    more = count - shared.free
    if more > 0:
        yield Reason(shared.code, min(shared.most, shared.first + shared.each * (more - 1)), count)
