"""What a re-read calls by which name, and what it must never touch."""

from datetime import UTC, datetime, timedelta

from loyalty.ledger.models import Award, Balance
from loyalty.members.find import by_customer
from loyalty.members.models import Identity
from loyalty.orders.models import Order
from tests.cast import IdentityFactory, MemberFactory
from tests.desk.walking import forget_award, kinds, points, walk
from tests.shopify.town import Town


def test_what_is_missing_stale_or_wrong_in_the_books_is_told_apart(town: Town) -> None:
    shop = town.shop()
    person = town.customer(shop, "loyal@example.com")
    stale, wrong, sound = (town.order(shop, customer_id=person) for _ in range(3))
    town.deliver(shop)
    town.chaos(shop, drop_percent=100)
    town.deed(shop, stale, "refund", {"lines": {"0": 1}})
    missing = town.order(shop, customer_id=person)
    forget_award(shop, wrong)
    said = walk(shop)
    found = {one.order: one for one in said.drift}
    assert {order: one.kind for order, one in found.items()} == {
        str(stale["id"]): "stale",
        str(missing["id"]): "missing",
        str(wrong["id"]): "books",
    }
    assert points(found[str(stale["id"])]) == (100, 50)
    assert "refunds" in found[str(stale["id"])].why
    assert points(found[str(missing["id"])]) == (0, 100)
    assert found[str(missing["id"])].ours is None
    assert points(found[str(wrong["id"])]) == (0, 100)
    assert str(sound["id"]) not in found


def test_an_order_that_the_store_lists_no_more_has_vanished_and_keeps_its_points(town: Town) -> None:
    shop = town.shop()
    made = town.order(shop, customer_id=town.customer(shop, "loyal@example.com"))
    kept = town.order(shop)
    town.deliver(shop)
    town.deed(shop, made, "delete")
    later = datetime.now(UTC) + timedelta(hours=1)
    said = walk(shop, repair=True, now=later)
    [one] = said.drift
    assert (one.kind, one.order, one.theirs, one.repaired) == ("vanished", str(made["id"]), None, False)
    assert points(one) == (100, 100)
    assert (said.left, Award.objects.get(source=f"order:{made['id']}", shop=shop).posted) == (1, 100)
    assert str(kept["id"]) not in {one.order for one in said.drift}


def test_what_was_told_a_moment_ago_has_not_vanished_yet(town: Town) -> None:
    shop = town.shop()
    made = town.order(shop)
    town.deliver(shop)
    town.deed(shop, made, "delete")
    assert walk(shop).drift == []


def test_orders_older_than_the_reach_are_counted_and_never_touched(town: Town) -> None:
    shop, now = town.shop(), datetime.now(UTC)
    person = town.customer(shop, "loyal@example.com")
    long_ago = (now - timedelta(days=80)).isoformat(timespec="seconds")
    old = town.order(shop, customer_id=person, created_at=long_ago)
    town.deliver(shop)
    town.chaos(shop, drop_percent=100)
    town.deed(shop, old, "refund", {"lines": {"0": 1}})
    never_heard = town.order(shop, customer_id=person, created_at=long_ago)
    said = walk(shop, repair=True, now=now + timedelta(hours=1), since=now - timedelta(days=365))
    assert (said.drift, said.out_of_reach, said.listed) == ([], 1, 0)
    assert said.since == said.reach == now + timedelta(hours=1) - timedelta(days=60)
    assert Award.objects.get(shop=shop).posted == 100
    town.grant(shop, "read_all_orders")
    said = walk(shop, repair=True, since=now - timedelta(days=365))
    assert (kinds(said), said.left, said.out_of_reach) == ({"missing": 1, "stale": 1}, 0, 0)
    assert {one.order for one in said.drift} == {str(old["id"]), str(never_heard["id"])}


def test_nothing_from_before_the_app_came_is_owed(town: Town) -> None:
    shop, now = town.shop(), datetime.now(UTC)
    town.order(shop, created_at=(now - timedelta(days=3)).isoformat(timespec="seconds"))
    shop.installations.update(installed_at=now - timedelta(days=1))
    assert walk(shop).listed == 0
    assert kinds(walk(shop, since=now - timedelta(days=5))) == {"missing": 1}


def test_an_order_nobody_can_read_is_named_and_the_rest_is_repaired(town: Town) -> None:
    shop = town.shop()
    town.chaos(shop, drop_percent=100)
    huge = town.order(
        shop, email="g@example.com", lines=[{"title": "Moon", "price": "4000000000.00", "quantity": 90}]
    )
    fine = town.order(shop, email="g@example.com")
    said = walk(shop, repair=True)
    assert kinds(said) == {"missing": 1, "unreadable": 1}
    assert (said.repaired, said.left) == (1, 1)
    assert "more than 1,000,000,000,000 points" in next(one.why for one in said.drift if not one.repaired)
    assert Award.objects.get(shop=shop).source == f"order:{fine['id']}"
    assert not Order.objects.filter(shop=shop, external_id=huge["id"]).exists()


def test_a_person_who_was_forgotten_does_not_come_back(town: Town) -> None:
    shop = town.shop()
    person = town.customer(shop, "loyal@example.com")
    made = town.order(shop, customer_id=person)
    town.deliver(shop)
    town.tell(f"/_control/shops/{shop.domain}/customers/{person}/redact", {})
    town.deliver(shop)
    assert walk(shop, repair=True).drift == []
    town.chaos(shop, drop_percent=100)
    town.deed(shop, made, "fulfil")
    said = walk(shop, repair=True)
    assert (kinds(said), said.left) == ({"stale": 1}, 0)
    assert "customer" not in Order.objects.get(shop=shop).state["header"]
    assert not Identity.objects.filter(shop=shop).exists()


def test_a_merge_of_customers_that_nobody_told_is_seen_and_made_good(town: Town) -> None:
    shop = town.shop()
    kept, gone = (town.customer(shop, f"{name}@example.com") for name in ("kept", "gone"))
    for who in (kept, gone, gone):
        town.order(shop, customer_id=who)
    town.deliver(shop)
    town.chaos(shop, drop_topics=["customers/merge"])
    town.tell(f"/_control/shops/{shop.domain}/customers/{gone}/merge", {"into": kept})
    assert kinds(walk(shop)) == {"stale": 2, "member": 1}
    assert sorted(row.available for row in Balance.objects.filter(programme=shop.programme)) == [100, 200]
    assert walk(shop, repair=True).left == 0
    assert sorted(row.available for row in Balance.objects.filter(programme=shop.programme)) == [0, 300]
    assert Identity.objects.get(shop=shop, value=str(gone)).member == by_customer(
        shop=shop, customer=str(kept)
    )
    assert walk(shop, repair=True).drift == []


def test_an_order_given_to_another_customer_stays_with_whom_it_was(town: Town) -> None:
    shop = town.shop()
    first, second = (town.customer(shop, f"{name}@example.com") for name in ("first", "second"))
    made = town.order(shop, customer_id=first)
    town.deliver(shop)
    Identity.objects.filter(shop=shop, value=str(second)).delete()
    told = Order.objects.get(shop=shop)
    owner = told.member
    other = MemberFactory.create(programme=shop.programme)
    Order.objects.filter(pk=told.pk).update(member=other)
    IdentityFactory.create(member=other, shop=shop, value=str(second))
    assert walk(shop, repair=True).drift == []
    assert Order.objects.get(pk=told.pk).member == other != owner
    assert made["customer"]["id"] == first
