"""Earlier subscription orders come from the books, through the real door."""

import pytest

from loyalty.engine.cycles import cycles
from loyalty.members.find import by_customer
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.orders.subscribed import subscribed
from loyalty.shops.models import Shop
from tests.desk.walking import walk
from tests.shopify.bodies import Json
from tests.shopify.town import Town

pytestmark = pytest.mark.django_db
RECURRING = "subscription_contract_checkout_one"


def buy(town: Town, shop: Shop, person: int, source: str = RECURRING, plan: str | None = None) -> Json:
    lines = [{"handle": "hearth-chai", "selling_plan": plan}]
    return town.order(shop, lines=lines, customer_id=person, source_name=source)


def cycle(shop: Shop, order: Json) -> list[int]:
    row = Order.objects.get(shop=shop, external_id=str(order["id"]))
    assert row.member_id is not None
    earlier = subscribed(programme_id=shop.programme_id, members=[row.member_id])
    return list(cycles(state_of(row), earlier.get(row.member_id, [])).values())


def test_recurring_orders_of_a_member_are_counted(town: Town) -> None:
    shop = town.shop()
    person, other = (town.customer(shop, f"{name}@example.com") for name in ("loyal", "newcomer"))
    start = buy(town, shop, person, source="web", plan="Every month")
    orders = [buy(town, shop, person) for _ in range(3)]
    town.deliver(shop)
    assert cycle(shop, start) == [], "webhooks do not tell that it began one"
    assert [cycle(shop, one) for one in orders] == [[2], [3], [4]]
    lone = buy(town, shop, other)
    town.deliver(shop)
    assert cycle(shop, lone) == [2]
    assert by_customer(shop=shop, customer=str(person)) is not None


def test_the_nightly_walk_learns_what_began_a_subscription(town: Town) -> None:
    shop = town.shop()
    person = town.customer(shop, "loyal@example.com")
    start = buy(town, shop, person, source="web", plan="Every month")
    town.deliver(shop)
    said = walk(shop, repair=True)
    assert [one.kind for one in said.drift] == ["stale"]
    assert cycle(shop, start) == [1]
    assert walk(shop, repair=True).drift == []
    town.deed(shop, start, "touch")
    town.deliver(shop)
    assert cycle(shop, start) == [1], "a later webhook that does not know it takes nothing away"


def test_another_programmes_orders_are_never_seen(town: Town) -> None:
    ours, theirs = town.shop(), town.shop()
    person = town.customer(ours, "loyal@example.com")
    order = buy(town, ours, person)
    town.deliver(ours)
    member = Order.objects.get(shop=ours, external_id=str(order["id"])).member_id
    assert member is not None
    assert subscribed(programme_id=theirs.programme_id, members=[member]) == {}
