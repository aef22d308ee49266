"""Points that were spent before their order came back (V12, V13) and debt that is repaid first (R5)."""

from datetime import timedelta

import pytest

from loyalty.desk.adjusting import adjust
from loyalty.engine.facts import Header, OrderTold
from loyalty.ledger.models import Balance, Entry
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
NOW = START + timedelta(days=1)


def spent_80_of_100(policy: str) -> tuple[World, Teller]:
    world = World(rules(points=1, clawback=policy))
    teller = Teller("1", [Goods(1, 10_000)])
    world.tell([teller.snapshot()])
    someone = Balance.objects.get(programme=world.programme).member_id
    adjust(shop=world.shop, member_id=someone, points=-80, why="spent", actor="owner", key="s", now=NOW)
    teller.tick()
    return world, teller


def test_v12_with_the_policy_debt_the_shortfall_is_owed_and_repaid_first() -> None:
    world, teller = spent_80_of_100("debt")
    world.tell([teller.refund([], 10_000)])
    assert world.balance() == (0, 0, 0, 80)
    world.tell([Teller("2", [Goods(1, 10_000)]).snapshot()])
    assert world.balance() == (20, 0, 0, 0)
    world.check()


def test_v13_with_the_policy_floor_the_shortfall_is_written_off_where_it_can_be_seen() -> None:
    world, teller = spent_80_of_100("floor")
    world.tell([teller.refund([], 10_000)])
    assert world.balance() == (0, 0, 0, 0)
    assert [
        entry.amount for entry in Entry.objects.filter(programme=world.programme, account="writeoff")
    ] == [-80]
    world.tell([Teller("2", [Goods(1, 10_000)]).snapshot()])
    assert world.balance() == (100, 0, 0, 0)
    world.check()


@pytest.mark.parametrize("policy", ["debt", "floor"])
def test_a_reinstated_order_restores_what_its_cancellation_took_and_not_a_point_more(policy: str) -> None:
    world, _ = spent_80_of_100(policy)
    plain = Teller("1", [Goods(1, 10_000)]).snapshot().header
    assert plain is not None
    fields = {name: getattr(plain, name) for name in plain.__struct_fields__}
    for minute, cancelled in ((1, True), (2, False)):
        header = Header(**fields | {"cancelled": cancelled, "updated_at": START + timedelta(minutes=minute)})
        world.tell([OrderTold(order="1", header=header)])
    assert world.balance() == (20, 0, 0, 0)
    world.check()


def test_a_debt_never_touches_points_that_are_still_held() -> None:
    world, teller = spent_80_of_100("debt")
    world.publish(rules(points=1, hold_days=14), at=START - timedelta(minutes=1))
    world.tell([teller.refund([], 10_000)])
    world.tell([Teller("2", [Goods(1, 10_000)]).snapshot()], now=START + timedelta(days=2))
    assert world.balance() == (0, 100, 0, 80)
    world.check()
