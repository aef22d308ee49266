"""Laws D1, D3 and D4: many redeem at once, while points expire, orders come back and members are merged."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from loyalty.desk import daily, spending
from loyalty.engine.facts import CustomersMerged
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Balance, Spend
from loyalty.ledger.posting import MemberMoved
from loyalty.ledger.spend import AlreadyEnded
from loyalty.ledger.verify import verify
from tests.concurrency.test_settling import at_once, telling
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db(transaction=True)
COST = 70


def shop(**more: object) -> World:
    rewards = [{"id": "r", "kind": "amount_off", "cost": COST, "amount": "5.00"}]
    return World(rules(points=1) | {"rewards": rewards} | more)


def redeeming(world: World, member: int, key: str, granted: list[str]) -> Callable[[], object]:
    def deed() -> None:
        try:
            spending.redeem(shop=world.shop, member_id=member, reward="r", key=key, actor="member",
                            now=START + timedelta(days=1))  # fmt: skip
        except (NotEnough, MemberMoved):  # who was merged away has nothing left to spend
            return
        granted.append(key)

    return deed


@pytest.mark.parametrize("balance", [0, 69, 70, 500])
def test_d3_of_twenty_at_once_exactly_as_many_are_granted_as_can_be_paid(balance: int) -> None:
    world = shop()
    world.tell([Teller("1", [Goods(1, balance * 100), Goods(1, 0)]).snapshot()])
    world.tell([Teller("2", [Goods(1, 99)]).snapshot()])
    member = world.awards("order:1")[0].member_id
    assert member is not None
    granted: list[str] = []
    at_once([redeeming(world, member, str(n), granted) for n in range(20)], hands=10)
    assert len(granted) == min(20, balance // COST)
    assert world.balance()[:3:2] == (balance % COST if granted else balance, COST * len(granted))
    assert Spend.objects.filter(programme=world.programme).count() == len(granted)


def test_d1_the_same_key_from_ten_hands_is_one_redemption_and_ends_one_way() -> None:
    world = shop()
    world.tell([Teller("1", [Goods(1, 50_000)]).snapshot()])
    member = Balance.objects.get(programme=world.programme).member_id
    granted: list[str] = []
    at_once([redeeming(world, member, "one", granted) for _ in range(10)])
    assert world.balance() == (500 - COST, 0, COST, 0)
    ended: list[str] = []

    def end(how: str) -> None:
        now = START + timedelta(days=2)
        try:
            if how == "used":
                spending.used(shop=world.shop, key="one", order="", actor="shop", now=now)
            else:
                spending.released(shop=world.shop, key="one", why="gone", actor="shop", now=now)
            ended.append(how)
        except AlreadyEnded:
            pass

    at_once([lambda how=how: end(how) for how in ["used", "released"] * 5])  # type: ignore[misc]
    assert len(set(ended)) == 1, "exactly one of used and released"
    assert world.balance() == ((500 - COST, 0, 0, 0) if ended[0] == "used" else (500, 0, 0, 0))


@pytest.mark.parametrize("seed", range(3))
def test_d4_redeem_beside_expire_refund_and_merge_ends_as_if_one_came_after_the_other(seed: int) -> None:
    world = shop(expiry={"per": "lot", "months": 1, "without_notice": True})
    dice = random.Random(seed)
    tellers = [Teller(str(n), [Goods(1, 10_000)], customer=str(7001 + n % 2)) for n in range(6)]
    world.tell([teller.snapshot() for teller in tellers], now=START)
    one, other = Balance.objects.filter(programme=world.programme).values_list("member_id", flat=True)
    granted: list[str] = []
    deeds: list[Callable[[], object]] = [redeeming(world, one, f"a{n}", granted) for n in range(4)]
    deeds += [lambda: daily.catch_up(now=START + timedelta(days=40))] * 2
    deeds.append(telling(world, [CustomersMerged(kept="7002", gone="7001")]))
    for teller in tellers[:3]:
        teller.tick()
        deeds.append(telling(world, [teller.refund([(0, 1, 10_000)], 0)]))
    dice.shuffle(deeds)
    at_once(deeds)
    with transaction.atomic():
        assert [proof.faults for proof in verify(programme_id=world.programme.pk) if proof.faults] == []
    available, pending, reserved, _ = world.balance()
    assert (pending, reserved) == (0, COST * len(granted))
    assert other is not None
    assert available >= 0
