"""Guests, joining, claiming, merging, adjusting and being forgotten."""

import json
from datetime import timedelta

import pytest

from loyalty.common.keys import email_hash
from loyalty.desk.adjusting import adjust
from loyalty.desk.joining import join
from loyalty.desk.standing import balance
from loyalty.engine.facts import (
    CustomerRedacted,
    CustomersMerged,
    CustomerTold,
    DataRequested,
    Fact,
    Header,
    OrderTold,
)
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Transaction
from loyalty.members.find import by_customer, search
from loyalty.members.models import Identity, Member, PrivacyRequest
from loyalty.orders.models import Order
from loyalty.shops.models import Audit
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
NOW = START + timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World(rules(points=5))


def order(number: str, paid: int, *, customer: str = "", email: str = "") -> OrderTold:
    told = Teller(number, [Goods(1, paid)]).snapshot()
    assert told.header is not None
    fields = {name: getattr(told.header, name) for name in told.header.__struct_fields__}
    return OrderTold(order=number, header=Header(**fields | {"customer": customer}), email=email)


def member(world: World, customer: str) -> Member:
    found = by_customer(shop=world.shop, customer=customer)
    assert found is not None
    return found


def available(world: World, customer: str) -> int:
    return balance(shop=world.shop, member_id=member(world, customer).pk, now=NOW).available


def test_a_guest_collects_points_that_wait_to_be_claimed_by_joining(world: World) -> None:
    world.tell([order("1", 1000, email="May@Example.com ")])
    told: list[Fact] = [CustomerTold(customer="8", at=NOW, email="may@example.com", verified=True)]
    world.tell(told)
    assert available(world, "8") == 0, "nothing is claimed before joining"
    assert join(shop=world.shop, member_id=member(world, "8").pk, how="widget", now=NOW)
    assert available(world, "8") == 150
    assert world.net() == 150
    world.check()


def test_an_unverified_address_claims_nothing(world: World) -> None:
    world.tell([order("1", 1000, email="may@example.com")])
    world.tell([CustomerTold(customer="66", at=NOW, email="may@example.com", verified=False)])
    join(shop=world.shop, member_id=member(world, "66").pk, how="widget", now=NOW)
    assert available(world, "66") == 100, "the cheat has the welcome and nothing of May's"


def test_a_late_refund_of_a_guest_order_is_taken_from_the_one_who_claimed_it(world: World) -> None:
    teller = Teller("1", [Goods(1, 1000)])
    told = teller.snapshot()
    assert told.header is not None
    fields = {name: getattr(told.header, name) for name in told.header.__struct_fields__}
    world.tell([OrderTold(order="1", header=Header(**fields | {"customer": ""}), email="may@example.com")])
    world.tell([CustomerTold(customer="8", at=NOW, email="may@example.com", verified=True)])
    join(shop=world.shop, member_id=member(world, "8").pk, how="widget", now=NOW)
    teller.tick()
    world.tell([teller.refund([], 400)])
    assert available(world, "8") == 130
    world.check()


def test_joining_twice_pays_the_welcome_once(world: World) -> None:
    world.tell([CustomerTold(customer="8", at=NOW)])
    someone = member(world, "8").pk
    assert join(shop=world.shop, member_id=someone, how="widget", now=NOW) is True
    assert join(shop=world.shop, member_id=someone, how="widget", now=NOW) is False
    assert world.changes() == [100]


def test_a_guest_keeps_the_order_points_by_customer_id_and_gets_the_welcome_on_joining(world: World) -> None:
    world.tell([order("1", 6490, customer="8")])
    join(shop=world.shop, member_id=member(world, "8").pk, how="widget", now=NOW)
    assert available(world, "8") == 424


def test_merged_customers_keep_every_point_and_a_late_refund_finds_the_kept_one(world: World) -> None:
    teller = Teller("1", [Goods(1, 6000)])
    world.tell([teller.snapshot(), order("2", 4000, customer="9")])
    world.tell([CustomersMerged(kept="9", gone="7001")] * 2)
    assert member(world, "7001") == member(world, "9")
    assert available(world, "9") == 500
    teller.tick()
    world.tell([teller.refund([], 1000)])
    assert available(world, "9") == 450
    world.tell([order("3", 1000, customer="7001")])
    assert available(world, "9") == 500, "late facts for the old record belong to the kept one"
    world.check()


def test_an_adjustment_posts_once_per_key_and_is_audited(world: World) -> None:
    world.tell([order("1", 1000, customer="8")])
    someone = member(world, "8").pk
    for _ in range(2):
        adjust(
            shop=world.shop, member_id=someone, points=30, why="Broken cup", actor="owner", key="k1", now=NOW
        )
    adjust(shop=world.shop, member_id=someone, points=-70, why="Typo", actor="owner", key="k2", now=NOW)
    assert available(world, "8") == 10
    assert Audit.objects.filter(shop=world.shop).count() == 2
    world.check()


def test_staff_cannot_take_more_than_there_is(world: World) -> None:
    world.tell([order("1", 1000, customer="8")])
    with pytest.raises(NotEnough) as error:
        adjust(
            shop=world.shop,
            member_id=member(world, "8").pk,
            points=-51,
            why="Typo",
            actor="owner",
            key="k",
            now=NOW,
        )
    assert error.value.available == 50
    assert available(world, "8") == 50
    assert not Audit.objects.filter(shop=world.shop).exists()


def test_a_data_request_collects_everything_held_about_the_person_and_nothing_of_others(world: World) -> None:
    world.tell([order("1", 1000, customer="8"), order("2", 2000, customer="9")])
    world.tell([DataRequested(customer="8", email="may@example.com", request="77")])
    request = PrivacyRequest.objects.get(shop=world.shop)
    [about] = request.answer["members"]
    assert about["points"]["available"] == 50
    assert [row["name"] for row in about["orders"]] == ["#1"]
    assert "#2" not in str(request.answer)


def test_a_redacted_person_is_recognised_by_nobody_and_the_sums_stay_whole(world: World) -> None:
    world.tell(
        [
            order("1", 1000, customer="8"),
            CustomerTold(customer="8", at=NOW, email="may@example.com", verified=True),
        ]
    )
    gone = member(world, "8")
    world.tell([CustomerRedacted(customer="8", email="may@example.com")])
    hashed = email_hash("may@example.com", programme_id=world.programme.pk)
    assert by_customer(shop=world.shop, customer="8") is None
    assert not Identity.objects.filter(value__in=["8", hashed]).exists()
    assert '"customer"' not in str(Order.objects.get(shop=world.shop).state)
    assert not search(shop=world.shop, text="").filter(pk=gone.pk).exists()
    assert Transaction.objects.get(programme=world.programme, kind="forfeit").reason["points"] == 50
    assert world.net() == 0
    world.check()


def test_an_erased_persons_order_still_settles_against_a_nameless_account(world: World) -> None:
    teller = Teller("1", [Goods(1, 1000)])
    world.tell([teller.snapshot()])
    world.tell([CustomerRedacted(customer="7001")])
    teller.tick()
    world.tell([teller.refund([], 1000)])
    assert by_customer(shop=world.shop, customer="7001") is None
    assert world.awards("order:1")[0].posted == 0
    world.check()


def test_another_shop_with_the_same_customer_number_sees_nothing(world: World) -> None:
    other = World(rules(points=5))
    world.tell([order("1", 1000, customer="8")])
    assert by_customer(shop=other.shop, customer="8") is None
    other.tell([CustomerRedacted(customer="8")])
    assert available(world, "8") == 50


def test_what_the_store_still_says_of_a_forgotten_customer_does_not_come_back(world: World) -> None:
    teller = Teller("1", [Goods(1, 5_000)], customer="7001")
    world.tell([teller.snapshot(), CustomerRedacted(customer="7001")])
    teller.tick()
    world.tell([teller.snapshot()])
    assert "7001" not in json.dumps(
        list(Order.objects.filter(shop=world.shop).values_list("state", flat=True))
    )
    assert not Identity.objects.filter(shop=world.shop).exists()
