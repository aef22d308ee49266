"""An order keeps what it was granted under a cap, whoever filled the rest of it meanwhile."""

import pytest

from loyalty.ledger.models import Award
from loyalty.programmes.models import Allowance
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db


def held(world: World, order: str) -> dict[str, int]:
    rows = Award.objects.filter(programme=world.programme, source=f"order:{order}", posted__gt=0)
    return dict(rows.values_list("rule", "posted"))


def test_an_order_decided_again_after_others_filled_the_cap_keeps_what_it_holds() -> None:
    more = {"id": "extra", "on": "order_paid", "award": {"points": 30}}
    document = rules(points=1)
    document["earning"].append(more)
    cap = {"id": "most", "points": 100, "per": "life", "of": "programme"}
    world = World(document | {"schema": 2, "caps": [cap]})
    first = Teller("1", [Goods(1, 4_000)], customer="7001")
    second = Teller("2", [Goods(1, 9_000)], customer="7002")
    world.tell([first.snapshot()], now=START)
    world.tell([second.snapshot()], now=START)
    assert held(world, "1") == {"order": 40, "extra": 30}
    assert held(world, "2") == {"order": 30}, "what was left"
    before = held(world, "2")

    first.tick()
    world.tell([first.snapshot()], now=START)
    assert held(world, "1") == {"order": 40, "extra": 30}
    first.tick()
    world.tell([first.refund([(0, 1, 1_000)], 0), first.snapshot()], now=START)
    assert held(world, "1") == {"order": 30, "extra": 30}
    assert held(world, "2") == before, "what came back is not given to somebody else"
    assert Allowance.objects.get(programme=world.programme).used == 100
    world.check()
