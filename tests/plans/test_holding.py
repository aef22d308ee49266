"""What was bought is held, opens doors in the store, is announced before its end, and closes them again."""

import pytest

from loyalty.desk import tier_rounds
from loyalty.desk.merging import merge
from loyalty.members.models import Member
from loyalty.tiers.hold import reminded
from loyalty.tiers.models import PlanNotice, PlansHeld, Qualifying, Standing
from loyalty.tiers.plans import plans_at
from loyalty.tiers.plans_now import holdings
from tests.laws.world import rules
from tests.plans.buyers import CLUB, MONTH, House

pytestmark = pytest.mark.django_db
EARLY = ["early-access"]


def test_a_plan_is_held_from_its_purchase_to_its_end() -> None:
    house = House()
    house.buys("1")
    assert (house.plans(0), house.plans(364), house.plans(365)) == (("club",), ("club",), ())
    assert (house.held().plans, house.tags()) == (["club"], EARLY)
    assert Qualifying.objects.get().plans == [["club", "year", 1]]


def test_the_order_that_buys_a_plan_does_not_earn_by_it_and_earlier_ones_never_do() -> None:
    house = House()
    house.buys("1", day=5)
    assert house.plans(5, order="1") == ()
    assert house.plans(4) == ()
    assert house.plans(5, order="2") == ("club",)


def test_who_buys_none_has_no_row() -> None:
    house = House()
    house.buys("1", "TEA")
    assert (house.plans(1), house.tags()) == ((), None)
    assert not PlansHeld.objects.exists()
    assert not Qualifying.objects.exists()


def test_it_lapses_in_the_hourly_round_and_the_tag_goes() -> None:
    house = House()
    house.buys("1")
    house.hours(364)
    assert house.tags() == EARLY
    house.hours(366)
    assert (house.held().plans, house.held().review_at, house.tags()) == ([], None, [])


def test_a_renewal_in_time_keeps_it() -> None:
    house = House()
    house.buys("1")
    house.buys("2", day=300)
    house.hours(366)
    assert (house.tags(), house.plans(729), house.plans(731)) == (EARLY, ("club",), ())


def test_a_refund_ends_it_at_once() -> None:
    house = House()
    teller = house.buys("1")
    house.returns(teller, day=3)
    assert (house.plans(4), house.plans(1), house.tags()) == ((), (), [])


def test_one_of_two_pieces_sent_back_leaves_one_period() -> None:
    house = House()
    teller = house.buys("1", pieces=2)
    assert house.plans(700) == ("club",)
    house.returns(teller, day=3)
    assert (house.plans(364), house.plans(366), house.tags()) == (("club",), (), EARLY)


def test_all_the_money_back_without_a_line_is_a_refund_too() -> None:
    house = House()
    teller = house.buys("1")
    house.gets_money_back(teller, day=3)
    assert (house.plans(4), house.tags()) == ((), [])


def test_a_cancelled_or_unpaid_order_bought_nothing() -> None:
    house = House()
    teller = house.buys("1")
    teller.tick()
    teller.cancelled = True
    house.say(teller, day=1)
    assert (house.plans(1), house.tags()) == ((), [])
    teller = house.buys("2", customer="7002")
    teller.tick()
    teller.paid = False
    house.say(teller, day=1)
    assert house.plans(1, "7002") == ()


def test_a_plan_given_for_nothing_is_held_all_the_same() -> None:
    house = House()
    house.buys("1", paid=0)
    assert house.plans(1) == ("club",)


def test_the_end_is_announced_once_and_a_renewal_withdraws_it() -> None:
    house = House()
    house.buys("1")
    house.hours(330)
    assert not PlanNotice.objects.exists()
    house.hours(336)
    house.hours(337)
    [notice] = PlanNotice.objects.all()
    assert (notice.plan, notice.ends_at, notice.sent_at) == ("club", house.on(365), None)
    house.buys("2", day=340)
    assert not PlanNotice.objects.exists()


def test_what_was_read_stays_on_record() -> None:
    house = House()
    house.buys("1")
    house.hours(336)
    assert reminded(member_id=house.member(), channel="widget", now=house.on(337)) == 1
    house.buys("2", day=340)
    [notice] = PlanNotice.objects.all()
    assert notice.channel == "widget"


def test_a_tag_that_the_tier_gives_too_stays_when_the_plan_ends() -> None:
    perk = {"id": "door", "tag": "early-access"}
    levels = [{"id": "member", "at": "0"}, {"id": "silver", "at": "50.00", "perks": [perk]}]
    house = House(tiers={"by": "spend", "window": {"lifetime": True}, "levels": levels})
    house.buys("1")
    house.hours(366)
    assert (house.held().plans, house.tags()) == ([], EARLY)


def test_a_tier_gained_does_not_take_the_plans_tag() -> None:
    perk = {"id": "door", "tag": "silver-door"}
    levels = [{"id": "member", "at": "0"}, {"id": "silver", "at": "100.00", "perks": [perk]}]
    house = House(tiers={"by": "spend", "window": {"lifetime": True}, "levels": levels})
    house.buys("1")
    assert house.tags() == EARLY
    house.buys("2", "TEA", day=1, paid=9_900)
    assert house.tags() == ["early-access", "silver-door"]
    house.hours(366)
    assert house.tags() == ["silver-door"]


def test_a_free_plan_moves_nobody_on_the_ladder() -> None:
    levels = [{"id": "member", "at": "0"}, {"id": "silver", "at": "1", "retain": "1"}]
    house = House(tiers={"by": "orders", "window": {"rolling_months": 12}, "levels": levels})
    teller = house.buys("1", paid=0)
    teller.clock = 86_400
    house.say(teller, day=1, more=[teller.refund([(1, 1, 1_000)], 0)])
    assert Standing.objects.get().level == "member"
    assert house.plans(1) == ("club",)


def test_two_plans_run_beside_each_other() -> None:
    house = House()
    house.buys("1")
    house.buys("2", "BOX", day=10)
    assert (house.plans(20), house.plans(60)) == (("club", "month"), ("club",))


def test_the_facts_of_another_member_and_another_shop_stay_there() -> None:
    house, other = House(), House()
    house.buys("1")
    other.buys("1", "TEA")
    house.buys("2", "TEA", customer="7002")
    assert (other.plans(1), house.plans(1, "7002"), other.tags()) == ((), (), None)


def test_a_merged_member_brings_the_plan_along() -> None:
    house = House()
    house.buys("1")
    house.buys("2", day=5, customer="7002")
    gone, kept = house.member(), house.member("7002")
    assert merge(shop=house.shop, gone=gone, kept=kept, kind="merge", now=house.on(6))
    assert plans_at(shop=house.shop, moments=[(kept, house.on(700))]) == {(kept, house.on(700)): ("club",)}
    assert not PlansHeld.objects.filter(member_id=gone).exists()
    assert Member.objects.get(pk=gone).kept_id == kept


def test_other_rules_are_for_orders_placed_under_them() -> None:
    house = House()
    house.buys("1")
    half = CLUB | {"period": "month", "perks": [{"id": "early", "tag": "new-door"}]}
    house.publish(rules(points=1) | {"schema": 2, "memberships": [half]}, at=house.on(10))
    while not tier_rounds.review_everybody(shop=house.shop, now=house.on(11)):
        pass
    assert (house.plans(300), house.tags()) == (("club",), ["new-door"])
    house.buys("2", day=20, customer="7002")
    assert house.plans(60, "7002") == ()


def test_a_round_finds_plans_that_nobody_kept_rows_of() -> None:
    house = House()
    house.buys("1")
    Qualifying.objects.all().delete()
    PlansHeld.objects.all().delete()
    while not tier_rounds.review_everybody(shop=house.shop, now=house.on(1)):
        pass
    assert (house.plans(2), house.held().plans) == (("club",), ["club"])


def test_a_plan_taken_out_of_the_programme_closes_its_doors() -> None:
    house = House()
    house.buys("1")
    house.publish(rules(points=1) | {"schema": 2, "memberships": [MONTH]}, at=house.on(10))
    while not tier_rounds.review_everybody(shop=house.shop, now=house.on(11)):
        pass
    assert house.tags() == []
    has = holdings(shop=house.shop, member_id=house.member(), now=house.on(11))
    assert has is not None
    assert [(one.title, one.perks) for one in has.running] == [("Tea club", [])]


def test_orders_after_the_purchase_earn_by_the_plan_in_one_batch_or_in_two() -> None:
    for together in (True, False):
        house = House()
        first, second = (house.order(number, sku, day=day) for number, sku, day in
                         (("1", "CLUB-YEAR", 0), ("2", "TEA", 1)))  # fmt: skip
        house.tell([first, second], now=house.on(1), batch=2 if together else 1)
        assert (house.changes("order:1"), house.changes("order:2")) == ([59], [118])


def test_what_an_order_earned_by_the_plan_stays_when_the_plan_goes_back() -> None:
    house = House()
    teller = house.buys("1")
    house.buys("2", "TEA", day=1)
    house.returns(teller, day=2)
    house.buys("3", "TEA", day=3)
    assert (house.changes("order:2"), house.changes("order:3")) == ([118], [59])
