"""Laws R6, R8, D1, M1, G1, G2 and L4 around points that were spent, given for firsts, forgotten, or looked at later."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.desk import daily, spending
from loyalty.desk.adjusting import adjust
from loyalty.desk.clocks import clock
from loyalty.desk.joining import join
from loyalty.engine.facts import CustomerRedacted, CustomersMerged, CustomerTold, Referred
from loyalty.engine.reasons import recompute
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.glance import as_of
from loyalty.ledger.models import Award, Balance, Entry, Lot, Spend, Transaction
from loyalty.ledger.spend import AlreadyEnded
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = START + DAY


def shop(**more: Any) -> World:
    rewards = [{"id": "r", "kind": "amount_off", "cost": 100, "amount": "5.00"}]
    return World(rules(points=1) | {"rewards": rewards} | more)


def member(world: World, customer: str = "7001") -> int:
    found = by_customer(shop=world.shop, customer=customer)
    assert found is not None
    return found.pk


def spend(world: World, key: str, order: str = "", *, now: Any = NOW) -> None:
    spending.redeem(shop=world.shop, member_id=member(world), reward="r", key=key, actor="member", now=now)
    spending.used(shop=world.shop, key=key, order=order, actor="shop", now=now)


@pytest.fixture
def world() -> World:
    made = shop()
    made.tell([Teller("1", [Goods(1, 25_000)]).snapshot()])
    return made


def test_d1_what_is_reserved_is_used_or_released_and_never_both(world: World) -> None:
    for key in ("a", "b"):
        spending.redeem(
            shop=world.shop, member_id=member(world), reward="r", key=key, actor="member", now=NOW
        )
    assert world.balance() == (50, 0, 200, 0)
    with pytest.raises(NotEnough, match="only 50"):
        spending.redeem(
            shop=world.shop, member_id=member(world), reward="r", key="c", actor="member", now=NOW
        )
    for _ in range(2):
        spending.used(shop=world.shop, key="a", order="", actor="shop", now=NOW)
        spending.released(shop=world.shop, key="b", why="the code failed", actor="shop", now=NOW)
    assert world.balance() == (150, 0, 0, 0)
    with pytest.raises(AlreadyEnded):
        spending.released(shop=world.shop, key="a", why="x", actor="shop", now=NOW)
    with pytest.raises(AlreadyEnded):
        spending.used(shop=world.shop, key="b", order="", actor="shop", now=NOW)
    assert world.balance() == (150, 0, 0, 0)
    world.check()


def test_r6_points_come_back_with_their_share_of_the_goods_and_never_twice(world: World) -> None:
    teller = Teller("2", [Goods(3, 9_999)], customer="7009")
    world.tell([teller.snapshot()])
    spend(world, "a", "2")
    back = []
    for _ in range(3):
        teller.tick()
        refund = teller.refund([(0, 1, 3_333)], 0)
        world.tell([refund, refund, teller.snapshot()])
        back.append(Spend.objects.get(shop=world.shop, key="a").returned)
    assert back == [33, 66, 100], "rounded down on the way, all of them in the end"
    world.check()


def test_r6_what_was_taken_last_comes_back_first_and_each_lot_gets_its_own() -> None:
    world = shop(expiry={"per": "lot", "months": 6, "without_notice": True})
    sooner, later = Teller("1", [Goods(1, 6_000)], placed=START - 30 * DAY), Teller("2", [Goods(1, 8_000)])
    paid_with = Teller("3", [Goods(2, 5_000)], customer="7009")
    world.tell([sooner.snapshot(), later.snapshot(), paid_with.snapshot()])
    spend(world, "a", "3")
    lots = []
    for _ in range(2):
        paid_with.tick()
        world.tell([paid_with.refund([(0, 1, 2_500)], 0), paid_with.snapshot()])
        rows = Lot.objects.filter(programme=world.programme, member_id=member(world))
        lots.append([lot.remaining for lot in rows.order_by("expires_at")])
    assert lots == [[10, 80], [60, 80]]
    world.check()


def test_r6_a_refund_that_came_before_the_code_was_known_to_be_used_counts_too(world: World) -> None:
    teller = Teller("2", [Goods(1, 5_000)], customer="7009")
    world.tell([teller.snapshot()])
    teller.tick()
    world.tell([teller.refund([(0, 1, 2_500)], 0), teller.snapshot()])
    spend(world, "a", "2")
    assert Spend.objects.get(shop=world.shop, key="a").returned == 50


def test_r6_an_order_paid_wholly_with_points_gives_them_back_by_the_piece(world: World) -> None:
    teller = Teller("2", [Goods(4, 0)], customer="7009")
    world.tell([teller.snapshot()])
    spend(world, "a", "2")
    teller.tick()
    world.tell([teller.refund([(0, 1, 0)], 0), teller.snapshot()])
    assert Spend.objects.get(shop=world.shop, key="a").returned == 25


def test_m1_a_redemption_goes_along_with_its_member_and_comes_back_to_the_kept_one(world: World) -> None:
    spending.redeem(shop=world.shop, member_id=member(world), reward="r", key="a", actor="member", now=NOW)
    world.tell([Teller("2", [Goods(1, 1_000)], customer="7002").snapshot()])
    world.tell([CustomersMerged(kept="7002", gone="7001")] * 2)
    assert world.balance() == (160, 0, 100, 0)
    spending.released(shop=world.shop, key="a", why="gone", actor="shop", now=NOW)
    assert Balance.objects.get(member_id=member(world, "7002")).available == 260
    world.check()


def test_m1_a_debt_goes_along_and_is_repaid_from_what_the_kept_one_has() -> None:
    world = shop()
    one = Teller("1", [Goods(1, 10_000)])
    world.tell([one.snapshot()])
    spend(world, "a")
    one.tick()
    world.tell([one.refund([(0, 1, 10_000)], 0)])
    assert world.balance() == (0, 0, 0, 100), "the cheat owes what was spent"
    world.tell([Teller("2", [Goods(1, 25_000)], customer="2").snapshot()])
    world.tell([CustomersMerged(kept="2", gone="7001")])
    assert world.balance() == (150, 0, 0, 0)
    world.check()


def test_d1_points_on_hold_buy_nothing() -> None:
    world = shop(
        earning=[{"id": "o", "on": "order_paid", "award": {"points": 1, "per": "1.00"}, "hold_days": 90}]
    )
    world.tell([Teller("1", [Goods(1, 25_000)]).snapshot()])
    assert world.balance() == (0, 250, 0, 0)
    with pytest.raises(NotEnough):
        spending.redeem(
            shop=world.shop, member_id=member(world), reward="r", key="a", actor="m", now=START + 2 * DAY
        )
    assert world.balance() == (0, 250, 0, 0)
    assert not Spend.objects.filter(programme=world.programme).exists()


def test_r8_the_bonus_for_a_first_order_follows_that_order_and_no_other_gets_it() -> None:
    first = {"id": "first", "on": "first_order", "award": {"points": 50}}
    document = rules(points=1)
    world = World(document | {"earning": [*document["earning"], first]})
    one, two = (Teller(str(n), [Goods(1, 1_000)]) for n in (1, 2))
    world.tell([one.snapshot(), two.snapshot()])
    assert world.balance() == (70, 0, 0, 0)
    one.tick()
    world.tell([one.refund([(0, 1, 1_000)], 0)])
    assert world.balance() == (10, 0, 0, 0)
    two.tick()
    world.tell([two.snapshot()])
    assert world.balance() == (10, 0, 0, 0), "the second order does not become the first"
    untold = Award.objects.get(programme=world.programme, source="order:2", rule="-").reason
    assert untold["rules"] == {"first": "not_first"}
    for award in Award.objects.filter(programme=world.programme):
        assert recompute(award.reason) == award.posted, "T4"
    world.check()


def test_f1_nobody_brings_themselves_nor_in_a_circle_nor_a_customer_of_before() -> None:
    world = World(rules(points=1) | {"referral": {"advocate": {"points": 200}, "friend": {"points": 100}}})
    world.tell([Referred(friend="1", advocate="1", at=START)])
    world.tell([Referred(friend="2", advocate="1", at=START), Referred(friend="1", advocate="2", at=START)])
    world.tell([Teller("1", [Goods(1, 1_000)], customer="3").snapshot()])
    world.tell([Referred(friend="3", advocate="1", at=START)])
    brought = Member.objects.filter(programme=world.programme).exclude(advocate=None)
    assert [row.pk for row in brought] == [member(world, "2")]
    world.tell([Teller("2", [Goods(1, 1_000)], customer="3").snapshot()])
    assert world.balance() == (20, 0, 0, 0), "a cheat has nothing of it"


def test_g2_who_was_erased_and_comes_back_cannot_collect_once_only_bonuses_again() -> None:
    first = {"id": "first", "on": "first_order", "award": {"points": 50}}
    document = rules(points=1)
    world = World(document | {"earning": [*document["earning"], first]})
    world.tell([CustomerTold(customer="7001", at=START, email="cheat@example.com", verified=True)])
    world.tell([Teller("1", [Goods(1, 1_000)]).snapshot()])
    join(shop=world.shop, member_id=member(world), how="account", now=NOW)
    assert world.balance() == (160, 0, 0, 0)
    world.tell([CustomerRedacted(customer="7001")])
    assert world.balance() == (0, 0, 0, 0)
    forfeited = Entry.objects.get(programme=world.programme, account="forfeited")
    assert forfeited.amount == 160
    world.tell([CustomerTold(customer="8001", at=START, email="Cheat@Example.com ", verified=True)])
    world.tell([Teller("2", [Goods(1, 1_000)], customer="8001").snapshot()])
    join(shop=world.shop, member_id=member(world, "8001"), how="account", now=NOW)
    assert world.balance() == (10, 0, 0, 0), "what is bought counts, the welcome and the first order do not"
    told = Award.objects.filter(programme=world.programme, outcome="ineligible").values_list(
        "reason", flat=True
    )
    assert [one["why"] for one in told if "why" in one] == ["collected_before"]
    assert {"first": "not_first"} in [one.get("rules") for one in told]
    world.check()


def test_l4_the_balance_and_the_lots_of_any_past_moment_are_what_they_were() -> None:
    world = shop(expiry={"per": "lot", "months": 1, "without_notice": True})
    seen = []

    def look(at: Any) -> tuple[Any, ...]:
        [purse] = as_of(
            programme_id=world.programme.pk, member_ids=[member(world)], clock=clock(shop=world.shop), at=at,
            by="effective",
        ).values()  # fmt: skip
        lots = sorted((lot.remaining, lot.earned_at) for lot in purse.lots if lot.remaining)
        return (purse.available, purse.pending, purse.reserved, purse.debt, lots)

    teller = Teller("1", [Goods(1, 25_000)])
    for step, deed in enumerate(
        [
            lambda now: world.tell([teller.snapshot()], now=now),
            lambda now: spending.redeem(
                shop=world.shop, member_id=member(world), reward="r", key="a", actor="m", now=now
            ),
            lambda now: spending.released(shop=world.shop, key="a", why="x", actor="m", now=now),
            lambda now: adjust(
                shop=world.shop, member_id=member(world), points=7, why="x", actor="o", key="k", now=now
            ),
            lambda now: daily.catch_up(now=now),
        ]
    ):
        now = START + step * 10 * DAY
        deed(now)
        row = Balance.objects.get(programme=world.programme)
        seen.append((now + timedelta(minutes=1), (row.available, row.pending, row.reserved, -row.debt)))
    assert seen[-1][1] == (7, 0, 0, 0)
    for at, figures in seen:
        assert look(at)[:4] == figures
    assert look(START + 25 * DAY)[4] == [(250, START)]
    assert look(START + timedelta(days=400))[:4] == (0, 0, 0, 0)


def test_l4_by_posting_a_late_fact_was_not_known_before_it_was_told() -> None:
    world = shop()
    world.tell([Teller("1", [Goods(1, 25_000)]).snapshot()])
    before = Transaction.objects.get(programme=world.programme).posted_at
    world.tell([Teller("2", [Goods(1, 10_000)], placed=START - DAY).snapshot()])
    ask: dict[str, Any] = {"programme_id": world.programme.pk, "member_ids": [member(world)]}
    ticking = clock(shop=world.shop)
    [then] = as_of(**ask, clock=ticking, at=before, by="posted").values()
    [known_now] = as_of(**ask, clock=ticking, at=START, by="effective").values()
    assert (then.available, known_now.available) == (250, 350)


def test_g2_the_same_customer_record_is_known_to_have_collected_too() -> None:
    world = World(rules(points=1))
    world.tell([Teller("1", [Goods(1, 1_000)]).snapshot()])
    join(shop=world.shop, member_id=member(world), how="account", now=NOW)
    world.tell([CustomerRedacted(customer="7001")])
    world.tell([Teller("2", [Goods(1, 2_000)]).snapshot()])
    join(shop=world.shop, member_id=member(world), how="account", now=NOW)
    assert world.balance() == (20, 0, 0, 0)
