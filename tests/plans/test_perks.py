"""A plan's perks with a quota count down and come back with the next paid period."""

import pytest

from loyalty.tiers.models import PerkUse
from loyalty.tiers.perks import NoSuchPerk, UsedUp, undo_use
from loyalty.tiers.plans_now import holdings, use_plan_perk
from tests.plans.buyers import CLUB, House

pytestmark = pytest.mark.django_db


def use(house: House, key: str, *, day: int = 1, perk: str = "tasting", customer: str = "7001") -> PerkUse:
    return use_plan_perk(
        shop=house.shop, member_id=house.member(customer), plan="club", perk=perk, key=key, by="staff",
        now=house.on(day),
    )  # fmt: skip


def left(house: House, day: int) -> int | None:
    has = holdings(shop=house.shop, member_id=house.member(), now=house.on(day))
    assert has is not None
    [running] = has.running
    return next(one.left for one in running.perks if one.perk.id == "tasting")


def test_the_quota_counts_down_and_comes_back_with_the_next_period() -> None:
    house = House()
    house.buys("1", pieces=2)
    use(house, "a")
    use(house, "b")
    with pytest.raises(UsedUp):
        use(house, "c")
    assert (left(house, 364), left(house, 366), PerkUse.objects.count()) == (0, 2, 2)


def test_the_same_deed_twice_is_one_use_and_an_undone_one_is_there_again() -> None:
    house = House()
    house.buys("1")
    row = use(house, "a")
    assert use(house, "a") == row
    assert left(house, 2) == 1
    assert undo_use(shop=house.shop, use_id=row.pk, by="owner", now=house.on(2))
    assert (left(house, 2), PerkUse.objects.get(undoes=row).plan) == (2, "club")


def test_who_never_bought_or_has_it_no_more_uses_nothing() -> None:
    house = House()
    teller = house.buys("1")
    house.buys("2", "TEA", customer="7002")
    for perk in ("early", "nothing"):
        with pytest.raises(NoSuchPerk):
            use(house, "a", perk=perk)
    with pytest.raises(NoSuchPerk):
        use(house, "a", customer="7002")
    house.returns(teller, day=2)
    with pytest.raises(NoSuchPerk):
        use(house, "a", day=3)
    assert not PerkUse.objects.exists()


def test_a_tiers_perk_of_the_same_name_is_counted_apart() -> None:
    perk = {"id": "tasting", "quota": 2}
    house = House(
        CLUB,
        tiers={
            "by": "spend",
            "window": {"lifetime": True},
            "levels": [{"id": "all", "at": "0", "perks": [perk]}],
        },
    )
    house.buys("1")
    PerkUse.objects.create(
        programme=house.programme, member_id=house.member(), perk="tasting", level="all", key="t",
        at=house.on(1), by="staff",
    )  # fmt: skip
    assert left(house, 2) == 2
