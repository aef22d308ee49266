"""Law X5: a tier is a pure function of what qualifies, and can be asked for any past moment."""

from datetime import timedelta

import pytest

from loyalty.desk.tiers import tier
from loyalty.ledger.models import Balance
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TIERS = {
    "by": "spend",
    "window": {"rolling_months": 12},
    "levels": [{"id": "member", "at": "0"}, {"id": "gold", "at": "250.00"}],
}


def test_the_tier_of_any_moment_is_what_had_been_bought_and_kept_by_then() -> None:
    world = World(rules(points=1) | {"tiers": TIERS})
    one, two = (
        Teller(str(n), [Goods(1, 20_000), Goods(1, 5_000)], placed=START + n * 10 * DAY) for n in (0, 1)
    )
    world.tell([one.snapshot(), two.snapshot()])
    two.clock = 86_400 * 10
    world.tell([two.refund([(0, 1, 20_000), (1, 1, 5_000)], 0), two.snapshot()])
    one.clock = 86_400 * 40
    world.tell([one.refund([(1, 1, 1)], 0), one.snapshot()])
    member = Balance.objects.get(programme=world.programme).member_id

    def level(day: int) -> tuple[str, int]:
        found = tier(shop=world.shop, member_id=member, at=START + day * DAY)
        assert found is not None
        return found.level, found.qualifying["spend"]

    assert level(-1) == ("member", 0)
    assert level(0) == ("gold", 25_000), "exactly at the threshold"
    assert level(11) == ("gold", 50_000)
    assert level(21) == ("gold", 25_000)
    assert level(41) == ("member", 24_999), "a cent below, and never reached after all"


def test_a_programme_without_tiers_has_none() -> None:
    world = World(rules(points=1))
    world.tell([Teller("1", [Goods(1, 1_000)]).snapshot()])
    member = Balance.objects.get(programme=world.programme).member_id
    assert tier(shop=world.shop, member_id=member, at=START) is None
