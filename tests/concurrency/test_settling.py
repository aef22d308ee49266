"""Many workers told the same things at once: the books are as if one had been told once (laws I1, I2, A7)."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from loyalty.desk import daily
from loyalty.desk.adjusting import adjust
from loyalty.desk.joining import join
from loyalty.desk.work import work
from loyalty.engine.facts import CustomersMerged, CustomerTold, Fact
from loyalty.ledger.models import Balance, Transaction
from loyalty.ledger.posting import MemberMoved
from loyalty.members.find import by_customer
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db(transaction=True)
NOW = START + timedelta(days=30)


def at_once(deeds: list[Callable[[], object]], hands: int = 8) -> None:
    """Runs the deeds in threads with connections of their own; deadlocks and moved members try again."""

    def run(deed: Callable[[], object]) -> None:
        try:
            for attempt in range(6):
                try:
                    deed()
                    return
                except (OperationalError, MemberMoved):
                    if attempt == 5:
                        raise
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        for done in [pool.submit(run, deed) for deed in deeds]:
            done.result()


def telling(world: World, facts: list[Fact]) -> Callable[[], object]:
    return lambda: work(shop=world.shop, told=list(enumerate(facts)), now=NOW)


@pytest.mark.parametrize("seed", [1, 2])
def test_eight_workers_with_every_message_three_times_settle_each_order_once(seed: int) -> None:
    world = World(rules(points=5))
    dice = random.Random(seed)
    messages: list[Fact] = []
    expected = 0
    for number in range(12):
        teller = Teller(str(number), [Goods(2, 4000), Goods(1, 2490)])
        messages.append(teller.snapshot())
        teller.tick()
        messages += [teller.refund([(1, 1, 2490)], 0), teller.snapshot()]
        expected += 200
    jumbled = messages * 3
    dice.shuffle(jumbled)
    at_once([telling(world, jumbled[start : start + 5]) for start in range(0, len(jumbled), 5)])
    assert world.balance() == (expected, 0, 0, 0)
    assert Balance.objects.filter(programme=world.programme).count() == 1, "one person, admitted once"
    world.check()


def test_a_hold_swept_by_eight_at_once_ends_once() -> None:
    world = World(rules(points=1, hold_days=14))
    world.tell([Teller(str(n), [Goods(1, 1000)]).snapshot() for n in range(5)], now=START)
    at_once([lambda: daily.catch_up(now=NOW)] * 8)
    assert world.balance() == (50, 0, 0, 0)
    assert Transaction.objects.filter(programme=world.programme, kind="hold_end").count() == 5
    world.check()


def test_joining_from_eight_tabs_pays_the_welcome_once() -> None:
    world = World(rules())
    world.tell([CustomerTold(customer="8", at=START)])
    member = by_customer(shop=world.shop, customer="8")
    assert member is not None
    at_once([lambda: join(shop=world.shop, member_id=member.pk, how="widget", now=NOW)] * 8)
    assert world.balance() == (100, 0, 0, 0)
    world.check()


def test_one_adjustment_sent_eight_times_at_once_posts_once() -> None:
    world = World(rules(points=1))
    world.tell([Teller("1", [Goods(1, 1000)]).snapshot()])
    member = Balance.objects.get(programme=world.programme).member_id

    def take() -> bool:
        return adjust(shop=world.shop, member_id=member, points=-7, why="w", actor="owner", key="k", now=NOW)

    at_once([take] * 8)
    assert world.balance() == (3, 0, 0, 0)
    world.check()


def test_orders_settling_while_their_customer_is_merged_away_lose_nothing() -> None:
    world = World(rules(points=1))
    tellers = [Teller(str(n), [Goods(1, 1000)]) for n in range(10)]
    world.tell([tellers[0].snapshot()])
    merged: list[Fact] = [CustomersMerged(kept="9", gone="7001")]
    deeds = [telling(world, [teller.snapshot()]) for teller in tellers]
    deeds.insert(5, telling(world, merged))
    at_once(deeds)
    kept, gone = (by_customer(shop=world.shop, customer=number) for number in ("9", "7001"))
    assert kept is not None
    assert kept == gone
    assert Balance.objects.get(member=kept).available == 100
    world.check()
