"""Many hands at one member's paid plans: no period is lost, the store ends up with the truth, a quota is exact."""

import pytest

from loyalty.tiers.models import PerkUse
from loyalty.tiers.perks import UsedUp
from loyalty.tiers.plans_now import holdings, use_plan_perk
from tests.concurrency.test_settling import at_once, telling
from tests.plans.buyers import CLUB, House

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_purchases_from_eight_hands_follow_each_other() -> None:
    house = House(CLUB | {"period": "month"})
    orders = [house.order(str(number), "CLUB-YEAR", day=number) for number in range(10)]
    at_once([telling(house, [one]) for one in orders for _ in range(2)])
    assert (house.held().plans, house.tags()) == (["club"], ["early-access"])
    has = holdings(shop=house.shop, member_id=house.member(), now=house.on(10))
    assert has is not None
    assert len(has.periods) == 10
    assert (house.plans(305), house.plans(307)) == (("club",), ())


def test_a_quota_of_seven_is_used_seven_times_by_eight_workers() -> None:
    house = House(CLUB | {"perks": [{"id": "tasting", "quota": 7}]})
    house.buys("1")
    member, refused = house.member(), []

    def use(key: str) -> None:
        try:
            use_plan_perk(
                shop=house.shop, member_id=member, plan="club", perk="tasting", key=key, by="staff",
                now=house.on(1),
            )  # fmt: skip
        except UsedUp:
            refused.append(key)

    at_once([lambda n=n: use(str(n % 20)) for n in range(40)])  # type: ignore[misc]
    assert PerkUse.objects.count() == 7
    assert len(refused) >= 13
