"""Many hands at one member's tier: no step is lost, and a quota is exact."""

import pytest

from loyalty.tiers.models import PerkUse, Qualifying
from loyalty.tiers.perks import UsedUp, use_perk
from tests.concurrency.test_settling import at_once, telling
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.tiers.climbers import TIERS, Club

pytestmark = pytest.mark.django_db(transaction=True)


def test_orders_that_reach_the_level_only_together_reach_it_from_eight_hands() -> None:
    club = Club()
    tellers = [Teller(str(n), [Goods(1, 2_500)], placed=club.on(n)) for n in range(10)]
    deeds = [telling(club, [one.snapshot()]) for one in tellers for _ in range(2)]
    at_once(deeds)
    assert Qualifying.objects.count() == 10
    assert (club.stands().level, club.level(20)) == ("gold", "gold")


def test_a_quota_of_seven_is_used_seven_times_by_eight_workers() -> None:
    gold = {"id": "gold", "at": "250.00", "perks": [{"id": "upgrade", "quota": 7}]}
    club = Club(levels=[*TIERS["levels"][:2], gold])
    club.buys("1", 30_000)
    member, refused = club.member(), []

    def use(key: str) -> None:
        try:
            use_perk(shop=club.shop, member_id=member, perk="upgrade", key=key, by="staff", now=club.on(1))
        except UsedUp:
            refused.append(key)

    at_once([lambda n=n: use(str(n % 20)) for n in range(40)])  # type: ignore[misc]
    assert PerkUse.objects.count() == 7
    assert len(refused) >= 13
