"""Law I6 within a replay: orders that go the short way leave everything as the long way would have left it."""

import json
import random
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from loyalty.engine.document import Document, parse
from loyalty.engine.facts import Fact, OrderTold, ShopTold, Unreadable
from loyalty.engine.goods import Goods
from loyalty.engine.replay.deeds import Redeemed, Refused
from loyalty.engine.replay.orders import Orders
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.plain_orders import PlainOrders
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.state import Held, Known
from loyalty.engine.replay.totals import totals
from loyalty.programmes.preset import preset, preset_ids
from tests.faults.year import END, START, Year
from tests.laws import corpus

Told = tuple[datetime, Fact]
Programme = Document | Sequence[tuple[datetime, Document]]
TIMEZONE = "America/New_York"  # its clock changes on the way
CUSTOMERS = 9


class Counting(PlainOrders):
    """Counts the orders that go the short way."""

    def __init__(self, orders: Orders) -> None:
        super().__init__(orders)
        self.quick = 0

    def told(self, fact: OrderTold, timezone: str, now: datetime) -> bool:
        went = super().told(fact, timezone, now)
        self.quick += went
        return went


@pytest.mark.parametrize("name", preset_ids())
def test_a_year_of_any_preset(name: str) -> None:
    document = preset(name).document
    year = Year(seed=len(name), members=CUSTOMERS, orders=90)
    quick = alike(document, spending_on(document, year.facts()))
    assert bool(quick) == document.ready.asks_orders


@pytest.mark.parametrize("seed", range(12))
def test_orders_drawn_at_random_by_a_programme_drawn_at_random(seed: int) -> None:
    dice = random.Random(seed)
    written = corpus.document(dice)
    alike(parse(written), drawn(dice, 40), shelf=shelf)
    assert alike(parse(unlimited(written)), drawn(dice, 60), shelf=shelf)


def test_two_versions_and_a_shop_that_moves() -> None:
    earlier, later = preset("spend-tiers").document, preset("points-classic").document
    half = START + timedelta(days=180)
    facts = list(spending_on(earlier, Year(seed=4, members=CUSTOMERS, orders=150).facts()))
    told = ShopTold(name="Tea", currency="USD", timezone="Pacific/Auckland")
    place = next(place for place, (at, _) in enumerate(facts) if at > half)
    facts.insert(place, (half, told))
    assert alike([(START - timedelta(days=9), earlier), (half, later)], facts)


def test_points_beyond_what_books_can_hold_are_refused_and_change_nothing() -> None:
    document = preset("points-classic").document
    [told] = [one for one in corpus.story(random.Random(5), 1) if isinstance(one, OrderTold)][:1]
    assert told.header is not None
    huge = [replace(line, net=10**15, gift_card=False) for line in told.header.lines]
    header = replace(told.header, lines=tuple(huge), paid=True, test=False, confirmed=True, customer="1")
    replay = Replay(document, timezone=TIMEZONE, currency="USD")
    with pytest.raises(Unreadable):
        replay.tell(replace(told, header=header, plans=()), END)
    assert (replay.people.everybody, replay.people.by_key, replay.orders.known) == ([], {}, {})


def drawn(dice: random.Random, orders: int) -> list[Told]:
    stories = [one for number in range(orders) for one in corpus.story(dice, number)]
    told: list[Told] = []
    for one in stories:
        header = one.header
        assert header is not None
        plans = one.plans if dice.random() < 0.2 else ()
        customer = header.customer and str(int(header.customer) % CUSTOMERS + 1)
        told.append((header.updated_at, replace(one, plans=plans, header=replace(header, customer=customer))))
    return sorted(told, key=lambda one: one[0])


def shelf(ids: Collection[str], _at: datetime) -> Goods:
    return {one: corpus.GOODS[one] for one in ids}


def unlimited(written: dict[str, Any]) -> dict[str, Any]:
    """The same programme without what limits or raises the awards of its rules."""
    cycle = re.compile(r'{"field": "line.cycle", [^}]*}')
    told: dict[str, Any] = json.loads(cycle.sub('{"field": "line.product", "is": "3"}', json.dumps(written)))
    del told["campaigns"], told["caps"]
    for rule in told["earning"]:
        rule.pop("limit", None)
        rule.pop("counts", None)
    return told


def spending_on(document: Document, facts: Iterable[Told]) -> Iterable[Told]:
    """The same year, with rewards that the programme has."""
    rewards = [reward.id for reward in document.rewards] or ["none"]
    for at, fact in facts:
        if not isinstance(fact, Redeemed):
            yield at, fact
        else:
            yield at, replace(fact, reward=rewards[len(fact.key) % len(rewards)])


def alike(programme: Programme, facts: Iterable[Told], **more: Any) -> int:
    """Plays the facts both ways; how many orders went the short one."""
    short, long = (Replay(programme, timezone=TIMEZONE, currency="USD", **more) for _ in range(2))
    long.plain, short.plain = None, (counting := Counting(short.orders))
    for at, fact in facts:
        said = [_said(partial(one.tell, fact, at)) for one in (short, long)]
        assert said[0] == said[1], fact
    for replay in (short, long):
        replay.until(END)
    assert seen(short) == seen(long)
    assert totals(short) == totals(long)
    assert short.tiers(END) == long.tiers(END)
    return counting.quick


def _said(tell: Any) -> str:
    try:
        tell()
    except (Refused, Unreadable) as why:
        return str(why)
    return ""


def seen(replay: Replay) -> Any:
    """All that is kept, in plain values."""
    words = replay.orders.words
    return (
        [_person(one) for one in replay.people.everybody],
        {order: _known(one) for order, one in replay.orders.known.items()},
        [_held(one) for one in replay.books.awards],
        {key: (one.spend.points, one.spend.returned) for key, one in replay.spending.by_key.items()},
        sorted((key, person.number) for key, person in replay.people.by_key.items()),
        replay.orders.heard_at,
        [{one: list(held) for one, held in found.items()} for found in (words.said, words.known)],
    )


def _person(person: Person) -> Any:
    purses = {
        currency: (
            *(purse.available, purse.pending, purse.reserved, purse.debt, purse.keeps_until),
            [asdict(lot) for lot in purse.lots if lot.remaining],
        )
        for currency, purse in person.purses.items()
    }
    return (
        *(person.number, person.customer, person.keys, person.joined_at, person.pinned, person.returned),
        *(purses, person.sums, person.placed, person.bought, [_known(one) for one in person.counted]),
        *([_held(one) for one in person.earned], [_held(one) for one in person.derived]),
        person.kept.number if person.kept else None,
    )


def _known(known: Known) -> Any:
    person = known.person.number if known.person else None
    return {
        **asdict(known),
        "packed": known.state,
        "person": person,
        "held": [one.number for one in known.held],
    }


def _held(held: Held) -> Any:
    return {**asdict(held), "person": held.person.number if held.person else None}
