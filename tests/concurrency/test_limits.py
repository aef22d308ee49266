"""Law A6: caps, limits and budgets hold to the point, however many workers earn at once."""

import random
from typing import Any

import pytest

from loyalty.engine.reasons import recompute
from loyalty.ledger.models import Award
from loyalty.programmes.models import Allowance
from tests.concurrency.test_settling import at_once, telling
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import World, rules

pytestmark = pytest.mark.django_db(transaction=True)
HANDS, ORDERS = 8, 80


def world_of(**more: Any) -> World:
    return World(rules(points=1) | {"schema": 2} | more)


def earned(world: World) -> list[int]:
    """What orders hold, each recomputing from its reason."""
    awards = list(Award.objects.filter(programme=world.programme).exclude(rule="-"))
    for award in awards:
        assert recompute(award.reason) == award.posted
    return [award.posted for award in awards]


def all_at_once(world: World, *, people: int) -> list[Teller]:
    tellers = [
        Teller(str(n), [Goods(1, 1_000 + 100 * n)], customer=str(7001 + n % people)) for n in range(ORDERS)
    ]
    deeds = [telling(world, [teller.snapshot()]) for teller in tellers]
    random.Random(6).shuffle(deeds)
    at_once(deeds, hands=HANDS)
    return tellers


def test_a6_a_budget_is_spent_to_the_last_point_and_not_beyond() -> None:
    world = world_of(campaigns=[{"id": "double", "multiplier": "2", "budget": 1_234}])
    tellers = all_at_once(world, people=20)
    plain = sum(10 + n for n in range(ORDERS))
    assert sum(earned(world)) == plain + 1_234
    assert Allowance.objects.get(programme=world.programme).used == 1_234
    for teller in tellers[:10]:
        teller.tick()
    at_once(
        [telling(world, [one.refund([(0, 1, 1_000 + 100 * n)], 0)]) for n, one in enumerate(tellers[:10])],
        hands=HANDS,
    )
    assert Allowance.objects.get(programme=world.programme).used == 1_234, "what came back stays spent"
    world.check()


def test_a6_a_cap_for_everybody_and_one_for_each_member_hold_together() -> None:
    world = world_of(
        caps=[
            {"id": "each", "points": 150, "per": "month"},
            {"id": "all", "points": 1_000, "per": "life", "of": "programme"},
        ]
    )
    all_at_once(world, people=10)
    assert sum(earned(world)) == 1_000
    by_member = Award.objects.filter(programme=world.programme, posted__gt=0).values_list("member", "posted")
    totals: dict[int | None, int] = {}
    for member, posted in by_member:
        totals[member] = totals.get(member, 0) + posted
    assert max(totals.values()) <= 150
    world.check()


def test_a6_a_limit_of_three_a_month_fires_three_times() -> None:
    thrice = {"id": "three", "on": "order_paid", "award": {"points": 5}, "limit": {"times": 3, "per": "life"}}
    world = world_of(earning=[thrice])
    all_at_once(world, people=4)
    assert sum(earned(world)) == 4 * 3 * 5
