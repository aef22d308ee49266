"""Reading the store again restores what its webhooks never told, touches nothing else, and says so."""

import random
import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from loyalty.desk.reconciling import NotInstalled
from loyalty.ledger.models import Award, Balance, Transaction
from loyalty.orders.models import Order
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT, VersionFactory
from tests.desk.walking import kinds, walk
from tests.shopify.bodies import Json
from tests.shopify.town import Town

ORDERS = 30
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|SAVEPOINT)\b")


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
    """What every order holds, without the numbers that differ from shop to shop.

    A rule that fired for a while and does so no longer keeps its award, at 0; where it never fired there is none.
    """
    nothing = Q(outcome="ineligible") & ~Q(rule="-")
    rows = Award.objects.filter(shop=shop).exclude(nothing).order_by("reason__order", "rule")
    return [(row.reason.get("order"), row.rule, row.posted, row.outcome) for row in rows]


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


def test_orders_that_change_while_we_walk_are_met_again_and_hide_no_other(town: Town) -> None:
    shop = town.shop()
    town.chaos(shop, drop_percent=100)
    made = [town.order(shop, email="g@example.com") for _ in range(20)]
    moved: list[int] = []

    def meanwhile(_: datetime, orders: int) -> None:
        if len(moved) < 2:
            moved.append(orders)
            town.deed(shop, made[orders - 1], "refund", {"lines": {"0": 1}})

    said = walk(shop, progress=meanwhile)
    assert (
        len(moved) == 2
    )  # where the second page ends depends on the second in which the first order changed
    assert (said.listed, said.found, kinds(said)) == (20, 20, {"missing": 20})
    halved = {str(made[orders - 1]["id"]) for orders in moved}
    assert {one.order for one in said.drift if one.points_should == 50} == halved


def test_another_shops_orders_are_left_alone(town: Town) -> None:
    shop, other = town.shop(), town.shop()
    for one in (shop, other):
        town.chaos(one, drop_percent=100)
        town.order(one, email="g@example.com")
    walk(shop, repair=True)
    assert Order.objects.filter(shop=shop).count() == 1
    assert not Order.objects.filter(shop=other).exists()


def test_the_bonus_for_a_first_order_is_expected_once(town: Town) -> None:
    first = {"id": "first", "on": "first_order", "award": {"points": 500}}
    shop = town.shop(document=DOCUMENT | {"earning": [*DOCUMENT["earning"], first]})
    known, stranger = (town.customer(shop, f"{name}@example.com") for name in ("known", "stranger"))
    town.order(shop, customer_id=known)
    town.deliver(shop)
    assert walk(shop).drift == []
    town.chaos(shop, drop_percent=100)
    for who in (known, stranger, stranger):
        town.order(shop, customer_id=who)
    assert sorted(one.points_should for one in walk(shop).drift) == [100, 100, 600]
    said = walk(shop, repair=True)
    assert (said.left, kinds(said)) == (0, {"missing": 3})
    assert sorted(row.available for row in Balance.objects.filter(programme=shop.programme)) == [700, 700]
    assert walk(shop, repair=True).drift == []
