"""Eight hands at one pool: every code is handed out once, and who comes too late gets one of their own."""

from datetime import timedelta

import pytest

from loyalty.desk import pool_refills, spending
from loyalty.members.find import by_customer
from loyalty.rewards import pools
from loyalty.rewards.models import PoolCode, Redemption
from tests.concurrency.test_settling import at_once
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.rewards.conftest import store as store
from tests.rewards.pretend_store import State

pytestmark = pytest.mark.django_db(transaction=True)
NOW, PEOPLE, LEFT = START + timedelta(days=1), 32, 24
REWARD = {"id": "r", "kind": "amount_off", "cost": 70, "amount": "5.00", "pool": True}


def test_eight_hands_take_each_code_once(store: State) -> None:
    world = World(rules() | {"rewards": [REWARD]})
    world.tell([
        Teller(str(n), [Goods(1, 10_000)], customer=str(7001 + n)).snapshot() for n in range(PEOPLE)
    ])  # fmt: skip
    pool_refills.carry(shop=world.shop, wanted={"reward": "r"}, now=NOW)
    PoolCode.objects.filter(pk__in=PoolCode.objects.values("pk")[:100]).delete()
    at_once([lambda: pool_refills.carry(shop=world.shop, wanted={"reward": "r"}, now=NOW)] * 8)
    assert PoolCode.objects.filter(ready=True).count() == pools.FULL
    assert len(store.codes) == pools.FULL + 101, "eight refills at once fill it once"
    keep = PoolCode.objects.order_by("pk")[LEFT - 1].pk
    PoolCode.objects.filter(pk__gt=keep).delete()
    ahead = set(PoolCode.objects.values_list("code", flat=True))

    def deed(number: int) -> None:
        who = by_customer(shop=world.shop, customer=str(7001 + number))
        assert who is not None
        spending.redeem(
            shop=world.shop, member_id=who.pk, reward="r", key=str(number), actor="member", now=NOW
        )

    at_once([lambda n=n: deed(n) for n in range(PEOPLE)])  # type: ignore[misc]
    issued = list(Redemption.objects.filter(state="issued").values_list("code", flat=True))
    assert len(issued) == len(set(issued)) <= LEFT
    assert set(issued) | set(PoolCode.objects.values_list("code", flat=True)) == ahead
    assert Redemption.objects.count() == PEOPLE
    assert Redemption.objects.filter(state="reserved").count() == PEOPLE - len(issued)
    assert len(issued) >= LEFT - 8, "only what others held just then is passed over"
    world.check()
