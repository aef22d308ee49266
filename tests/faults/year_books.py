"""The year worked through the database and replayed in memory, told at the same moments, and compared."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from loyalty.activities.models import Activity
from loyalty.desk import daily, spending
from loyalty.desk.doing import GONE, Deed, TakenBack, judge_activity, source_of, tell_activities
from loyalty.desk.joining import join
from loyalty.desk.work import work
from loyalty.engine.document import parse
from loyalty.engine.facts import Fact, Referred
from loyalty.engine.lots import POINTS
from loyalty.engine.replay.deeds import Did, Joined, Judged, Redeemed, Refused
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.state import Held
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Award, Balance, Lot
from loyalty.members.models import Identity
from loyalty.members.recognise import recognise
from loyalty.orders.models import Order
from loyalty.shops.models import Shop
from tests.faults.year import DOCUMENT, END, Year

DEEDS = (Joined, Redeemed, Referred, Did, Judged)
Moment = tuple[datetime, Fact]
Named = tuple[str, str, int | None]  # source, rule, owner


@dataclass
class Compared:
    """`differences` are in words; none is a pass."""

    facts: int = 0
    members: int = 0
    lots: int = 0
    awards: int = 0
    differences: list[str] = field(default_factory=list)

    def differ(self, what: str, books: object, memory: object) -> None:
        if books != memory:
            self.differences.append(f"{what}: books {books!r}, memory {memory!r}")


def play(shop: Shop, year: Year, *, batch: int = 200) -> Compared:
    """The shop's programme must have DOCUMENT as its only version, live since before the year."""
    replay = Replay(
        parse(DOCUMENT), timezone=shop.timezone, currency=shop.currency, noticed=False, reasons=True
    )
    compared = Compared()
    facts = year.facts()
    while told := list(islice(facts, batch)):
        now = told[-1][0]
        compared.facts += len(told)
        if sys.stderr.isatty() or compared.facts % 10_000 == 0:
            print(f"\r   {now:%d %B %Y}, {compared.facts:,} facts", end="", file=sys.stderr, flush=True)
        _hear(shop, replay, told, now, compared)
    daily.catch_up(now=END)
    replay.until(END)
    compare(shop, replay, compared)
    return compared


def _hear(shop: Shop, replay: Replay, told: Sequence[Moment], now: datetime, compared: Compared) -> None:
    """What the platform told goes first, together; then what members did, one by one."""
    platforms = [fact for _, fact in told if not isinstance(fact, DEEDS)]
    with transaction.atomic():  # fewer commits make a long year shorter
        work(shop=shop, told=list(enumerate(platforms)), now=now)
        replay.work(platforms, now)
        for _, fact in told:
            if isinstance(fact, DEEDS):
                compared.differ(f"{fact} at {now}", _done(shop, fact, now), _told(replay, fact, now))


def _told(replay: Replay, fact: Fact, now: datetime) -> bool:
    try:
        replay.tell(fact, now)
    except Refused:
        return False
    return True


def _done(shop: Shop, fact: Fact, now: datetime) -> bool:
    """The same by the desk's verbs; False where it was refused."""
    if isinstance(fact, Joined):
        join(shop=shop, member_id=_member(shop, fact.customer, now), how="account", now=now)
        return True
    if isinstance(fact, Referred):
        return _brought(shop, fact, now)
    if isinstance(fact, Did | Judged):
        return _walked(shop, fact, now)
    assert isinstance(fact, Redeemed)
    known = Identity.objects.filter(shop=shop, kind=Identity.Kind.CUSTOMER, value=fact.customer).first()
    if known is None:
        return False
    try:
        spending.redeem(
            shop=shop, member_id=known.member_id, reward=fact.reward, key=fact.key, actor="member", now=now
        )
    except (NotEnough, spending.NoSuchReward, spending.NotOffered):
        return False
    spending.used(shop=shop, key=fact.key, order=fact.order, actor="member", now=now)
    return True


def _walked(shop: Shop, fact: Did | Judged, now: datetime) -> bool:
    """Done, or judged; refused where it was somebody else's, or taken back before."""
    member = _member(shop, fact.customer, now)
    before = Activity.objects.filter(shop=shop, key=fact.key).first()
    if before is not None and before.member_id != member:
        return False
    if isinstance(fact, Did):
        done = fact.done
        deed = Deed(
            member_id=member, type=done.type, key=fact.key, at=done.at, quantity=done.quantity, unit=done.unit,
            proof=done.proof,
        )  # fmt: skip
        return tell_activities(shop=shop, deeds=[deed], actor="api", now=now)[0].same
    if before is None:
        return False
    state = next((one for one, gone in GONE.items() if gone == fact.gone), Activity.State.DONE)
    try:
        judge_activity(activity=before, state=state, actor="staff", now=now)
    except TakenBack:
        return False
    return True


def _member(shop: Shop, customer: str, now: datetime) -> int:
    key = (str(Identity.Kind.CUSTOMER), customer)
    return recognise(shop=shop, keys=[key], now=now)[key]


def _brought(shop: Shop, fact: Referred, now: datetime) -> bool:
    """The desk's own note says whether it was so."""
    said = work(shop=shop, told=[(1, fact)], now=now)[1]
    return said in ("the friend's first order will count", "they brought the friend before")


def compare(shop: Shop, replay: Replay, compared: Compared) -> None:
    pairs = _pairs(shop, replay, compared)
    rows = Balance.objects.filter(programme_id=shop.programme_id)
    balances = {(row.member_id, row.currency): row for row in rows}
    lots: dict[tuple[int, str], list[tuple[Any, ...]]] = defaultdict(list)
    for lot in Lot.objects.filter(programme_id=shop.programme_id, remaining__gt=0):
        lots[lot.member_id, lot.currency].append(_of_lot(lot))
    purses = {
        (number, currency): purse
        for number, person in pairs.items()
        for currency, purse in ({POINTS: person.purse} | person.purses).items()
    }
    for whose, purse in purses.items():
        row = balances.pop(whose, None)
        books = (row.available, row.pending, row.reserved, -row.debt) if row else (0, 0, 0, 0)
        compared.differ(
            f"balance of {whose}", books, (purse.available, purse.pending, purse.reserved, purse.debt)
        )
        mine = sorted((_of_lot(lot) for lot in purse.lots if lot.remaining), key=str)
        compared.differ(f"lots of {whose}", sorted(lots.pop(whose, []), key=str), mine)
        compared.lots += len(mine)
    nobodys = [whose for whose, row in balances.items() if row.available or row.pending or row.debt]
    compared.differ("balances nobody knows", nobodys, [])
    compared.members = len(pairs)
    compared.differ("lots of members nobody knows", dict(lots), {})
    _compare_awards(shop, replay, pairs, compared)


def _of_lot(lot: Any) -> tuple[Any, ...]:
    return lot.account, lot.remaining, lot.earned_at, lot.available_at, lot.expires_at


def _pairs(shop: Shop, replay: Replay, compared: Compared) -> dict[int, Person]:
    """Member number to person: by what recognises them, and by their orders; the two must agree."""
    found: dict[int, Person] = {}
    for identity in Identity.objects.filter(shop=shop, kind=Identity.Kind.CUSTOMER):
        person = replay.people.by_key["customer", identity.value]
        compared.differ(
            f"member of customer {identity.value}",
            found.setdefault(identity.member_id, person).number,
            person.number,
        )
    for order in Order.objects.filter(shop=shop).exclude(member=None):
        owner = replay.orders.known[order.external_id].person
        assert order.member_id is not None
        assert owner is not None
        known = found.setdefault(order.member_id, owner.living)
        compared.differ(f"member of order {order.external_id}", known.number, owner.living.number)
    numbers = [person.number for person in found.values()]
    compared.differ("people who are two members", len(set(numbers)), len(numbers))
    return found


def _compare_awards(shop: Shop, replay: Replay, pairs: dict[int, Person], compared: Compared) -> None:
    books: dict[Named, list[Any]] = defaultdict(list)
    keys = {source_of(row): f"activity {row.key}" for row in Activity.objects.filter(shop=shop)}
    for award in Award.objects.filter(shop=shop).iterator(chunk_size=2_000):
        owner = pairs[award.member_id].number if award.member_id is not None else None
        source = award.source if award.source.startswith("order:") else f"{_deed(award.source)} by {owner}"
        source = keys.get(award.source, source)
        standing = award.posted, award.written_off, award.expired, award.steps
        books[source, award.rule, owner].append((*standing, award.outcome, award.reason))
        compared.awards += 1
    memory: dict[Named, list[Any]] = defaultdict(list)
    for source, held in _awards(replay):
        owner = held.person.living.number if held.person else None
        memory[source, held.rule, owner].append(_of_held(held))
    for named in sorted(books.keys() | memory.keys(), key=str):
        one, other = books.get(named, []), memory.get(named, [])
        compared.differ(f"award {named}", sorted(one, key=str), sorted(other, key=str))


def _of_held(held: Held) -> tuple[Any, ...]:
    reason = json.loads(json.dumps(held.reason))
    return held.posted, held.written_off, held.expired, held.steps, held.outcome, reason


def _awards(replay: Replay) -> Iterator[tuple[str, Held]]:
    """A welcome is named after whom it belongs to now: a merge may leave one member with two."""
    for order, known in replay.orders.known.items():
        for held in known.held:
            yield f"order:{order}", held
    for key, doing in replay.doings.known.items():
        for held in doing.held:
            yield f"activity {key}", held
    for person in replay.people.everybody:
        for held in person.welcome:
            yield f"joined by {person.living.number}", held
        for held in (*person.derived, *person.brought):
            yield f"member by {person.living.number}", held
        for (on, year, _), gifts in person.gifts.items() if person.kept is None else ():
            for held in gifts:
                yield f"{on} {year} by {person.number}", held


def _deed(source: str) -> str:
    """ "joined:7" and "birthday:7:2026" without whose they were at first."""
    deed, _, *year = source.split(":")
    return " ".join([deed, *year])
