"""Reading the store again restores what its webhooks never told, touches nothing else, and says so."""

import random
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.desk.drift import Drift
from loyalty.desk.reconciling import NotInstalled, Reread, reread
from loyalty.ledger.models import Award, Balance, Transaction
from loyalty.members.models import Identity
from loyalty.orders.models import Order
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT, VersionFactory
from tests.shopify.bodies import Json
from tests.shopify.town import Town

ORDERS = 30
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|SAVEPOINT)\b")


def walk(shop: Shop, *, repair: bool = False, now: datetime | None = None, **more: Any) -> Reread:
    return reread(shop=shop, repair=repair, now=now or datetime.now(UTC), **more)


def live(town: Town, shop: Shop, chance: random.Random, orders: int = ORDERS) -> None:
    """Orders with refunds, edits and cancellations, some of guests."""
    people = [town.customer(shop, f"p{n}@{shop.domain}") for n in range(3)]
    for _ in range(orders):
        who: Json = (
            {"customer_id": chance.choice(people)} if chance.random() < 0.8 else {"email": "g@example.com"}
        )
        made = town.order(shop, **who, shipping="4.90")
        deed = chance.choice(["", "", "line", "amount", "cancel", "edit"])
        if deed == "line":
            town.deed(shop, made, "refund", {"lines": {"0": 1}})
        elif deed == "amount":
            town.deed(shop, made, "refund", {"amount": "3.30"})
        elif deed == "cancel":
            town.deed(shop, made, "cancel")
        elif deed == "edit":
            town.deed(shop, made, "edit", {"add": [{"title": "Cup", "price": "9.00"}]})


def books(shop: Shop) -> list[tuple[Any, ...]]:
    """What every order holds, without the numbers that differ from shop to shop."""
    rows = Award.objects.filter(shop=shop).select_related("member").order_by("reason__order", "rule")
    return [(row.reason.get("order"), row.rule, row.posted, row.outcome) for row in rows]


def kinds(said: Reread) -> dict[str, int]:
    return {kind: count for kind, count in said.counts.items() if count}


def test_a_shop_without_a_gap_gives_no_rows_and_no_writes(town: Town) -> None:
    shop = town.shop()
    live(town, shop, random.Random(1), 8)
    town.deliver(shop)
    before = books(shop)
    with CaptureQueriesContext(connection) as asked:
        said = walk(shop, repair=True)
    assert said.drift == []
    assert said.listed == 8
    assert [one["sql"] for one in asked if WRITES.search(one["sql"])] == []
    assert books(shop) == before


@pytest.mark.parametrize(
    "chaos",
    [
        {"drop_percent": 5, "seed": 3},
        {"drop_percent": 60, "seed": 4},
        {"drop_topics": ["orders/updated"]},
        {"drop_topics": ["orders/create", "orders/paid", "orders/updated"]},
        {"drop_topics": ["refunds/create", "orders/cancelled"]},
        {"drop_percent": 100},
    ],
    ids=str,
)
def test_one_round_restores_everything_and_the_second_is_silent(town: Town, chaos: Json) -> None:
    hurt, whole = town.shop(), town.shop()
    town.chaos(hurt, **chaos)
    for shop in (hurt, whole):
        live(town, shop, random.Random(5))
        town.deliver(shop)
    first = walk(hurt, repair=True)
    assert books(hurt) == books(whole)
    assert (first.left, first.repaired) == (0, first.found)
    redundant = chaos == {"drop_topics": ["refunds/create", "orders/cancelled"]}
    assert (first.found == 0) is redundant, first.counts
    assert first.listed == ORDERS
    posted = Transaction.objects.filter(shop=hurt).count()
    second = walk(hurt, repair=True)
    assert (second.drift, second.listed) == ([], ORDERS)
    assert Transaction.objects.filter(shop=hurt).count() == posted


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


def test_a_look_without_repair_changes_nothing(town: Town) -> None:
    shop = town.shop()
    town.chaos(shop, drop_percent=100)
    town.order(shop, email="guest@example.com")
    said = walk(shop)
    assert (kinds(said), said.repaired, said.left) == ({"missing": 1}, 0, 1)
    assert not Order.objects.filter(shop=shop).exists()
    assert not Award.objects.filter(shop=shop).exists()


def test_a_repair_posts_the_difference_with_its_reason_and_says_who(town: Town) -> None:
    shop = town.shop()
    made = town.order(shop, customer_id=town.customer(shop, "loyal@example.com"))
    town.deliver(shop)
    town.chaos(shop, drop_percent=100)
    town.deed(shop, made, "refund", {"lines": {"0": 1}})
    walk(shop, repair=True)
    first, second = Transaction.objects.filter(shop=shop).order_by("pk")
    assert (first.actor, second.actor) == ("shop", "reconciliation")
    assert (second.kind, second.reason["change"], second.reason["basis"]) == ("clawback", -50, 1000)
    assert Balance.objects.get(member=second.member).available == 50


def test_an_order_keeps_the_rules_of_its_own_time(town: Town) -> None:
    shop = town.shop()
    made = town.order(shop, customer_id=town.customer(shop, "loyal@example.com"))
    town.deliver(shop)
    dearer = DOCUMENT | {"earning": [DOCUMENT["earning"][0] | {"award": {"points": 9, "per": "1.00"}}]}
    now = datetime.now(UTC)
    VersionFactory.create(programme=shop.programme, number=2, document=dearer, published_at=now)
    assert walk(shop).drift == []
    town.chaos(shop, drop_percent=100)
    town.deed(shop, made, "refund", {"lines": {"0": 1}})
    walk(shop, repair=True)
    assert Award.objects.get(shop=shop).posted == 50


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


def test_a_shop_that_left_is_not_asked(town: Town) -> None:
    shop = town.shop()
    shop.installations.update(uninstalled_at=datetime.now(UTC))
    with pytest.raises(NotInstalled):
        walk(shop)


def test_a_spent_budget_is_waited_for(town: Town) -> None:
    shop = town.shop()
    for _ in range(3):
        town.order(shop)
    town.tell(f"/_control/shops/{shop.domain}/bucket", {"left": 350})
    begun = time.monotonic()
    assert kinds(walk(shop)) == {"missing": 3}
    assert time.monotonic() - begun > 0.5


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


def test_another_shops_orders_are_left_alone(town: Town) -> None:
    shop, other = town.shop(), town.shop()
    for one in (shop, other):
        town.chaos(one, drop_percent=100)
        town.order(one, email="g@example.com")
    walk(shop, repair=True)
    assert Order.objects.filter(shop=shop).count() == 1
    assert not Order.objects.filter(shop=other).exists()


def points(one: Drift) -> tuple[int, int]:
    return one.points_now, one.points_should


def forget_award(shop: Shop, order: Json) -> None:
    """As after a restored backup that is a little older than the orders: the state is there, its points are not."""
    award = Award.objects.get(shop=shop, source=f"order:{order['id']}")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("ledger_lotmove", "ledger_entry", "ledger_lot"):
            cursor.execute(
                f"DELETE FROM {table} WHERE transaction_id IN (SELECT id FROM ledger_transaction WHERE award_id = %s)",
                [award.pk],
            )
        cursor.execute("DELETE FROM ledger_transaction WHERE award_id = %s", [award.pk])
        cursor.execute("DELETE FROM ledger_award WHERE id = %s", [award.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
