"""An order read over GraphQL is the same fact that its webhooks told, whatever befell it."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations

import httpx
import pytest
from django.conf import LazySettings
from msgspec.structs import replace

from loyalty.engine.facts import OrderTold, Signs
from loyalty.engine.order_state import EMPTY, merge
from loyalty.platforms.shopify import orders
from loyalty.shops.models import Shop
from tests.shopify.bodies import Json, read
from tests.shopify.test_devstore_orders import story, tell
from tests.shopify.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(address: str, settings: LazySettings) -> Iterator[Town]:
    settings.SHOPIFY_ORIGIN = address
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield Town(client)


def both(town: Town, shop: Shop) -> tuple[dict[str, OrderTold], dict[str, OrderTold]]:
    """Every order as a webhook would tell it, and as GraphQL tells it."""
    bodies = town.http.get(f"/_control/shops/{shop.domain}/orders").json()
    told = [read("orders/updated", body, currency=shop.currency) for body in bodies]
    pages = list(orders.pages(shop=shop, since=datetime.now(UTC) - timedelta(days=400)))
    assert [page.unreadable for page in pages if page.unreadable] == []
    return (
        {fact.order: fact for fact in told if isinstance(fact, OrderTold)},
        {fact.order: fact for page in pages for fact in page.told},
    )


def same(town: Town, shop: Shop) -> int:
    webhooks, graphql = both(town, shop)
    assert webhooks == graphql
    return len(graphql)


LINES: list[Json] = [
    {"title": "Oolong", "price": "12.50", "quantity": 3},
    {"handle": "stoneware-teapot"},
    {"title": "Gift card", "price": "25.00", "gift_card": True, "taxable": False},
]


@pytest.mark.parametrize("included", [False, True])
@pytest.mark.parametrize("legacy", [False, True])
def test_orders_with_every_kind_of_fate_are_told_alike(town: Town, included: bool, legacy: bool) -> None:
    shop = town.shop(taxes_included=included, tax_rate="0.19", legacy_shipping_adjustments=legacy)
    base = f"/_control/shops/{shop.domain}/orders"

    def order(*deeds: tuple[str, Json], **given: object) -> None:
        made = tell(town.http, base, {"lines": LINES, "shipping": "4.90"} | given)
        for deed, wish in deeds:
            made = tell(town.http, f"{base}/{made['id']}/{deed}", wish)

    person = town.customer(shop, "loyal@example.com")
    order(customer_id=person)
    order(discount_codes=[{"code": "OFF", "kind": "percentage", "value": "15"}], tip="3.00")
    order(("refund", {"lines": {"0": 1}}), ("refund", {"lines": {"0": 1}, "amount": "2.00"}))
    order(("refund", {"amount": "7.77"}))
    order(("refund", {"shipping": "4.90"}))
    order(("edit", {"add": [{"title": "Cup", "price": "9.00"}]}), ("refund", {"lines": {"1": 1}}))
    order(("cancel", {}))
    order(("cancel", {"refund": False, "restock": False}), ("reinstate", {}))
    order(("fulfil", {}), email="guest@example.com")
    order(test=True, source_name="pos", paid=False)
    order(presentment_currency="EUR", presentment_rate="0.9")
    order(processed_at="2026-10-01T10:00:00+02:00")
    order(("retag", {"tags": ["wholesale", "VIP"]}), gateway="shop_cash", tags=["gift"])
    order(("mark_paid", {}), paid=False, discount_codes=["WELCOME10", "SHIPFREE"])
    order(source_name="subscription_contract_checkout_one")
    assert same(town, shop) == 15


def test_what_an_order_says_besides_its_goods_is_read(town: Town) -> None:
    shop = town.shop()
    given = {"tags": ["VIP", "gift"], "gateway": "shop_cash", "discount_codes": ["WELCOME10"]}
    tell(town.http, f"/_control/shops/{shop.domain}/orders", {"lines": LINES} | given)
    for fact in (*both(town, shop)[0].values(), *both(town, shop)[1].values()):
        assert fact.header is not None
        assert fact.header.tags == ("VIP", "gift")
        assert fact.header.gateways == ("shop_cash",)
        assert fact.header.discount_codes == ("WELCOME10",)
        assert fact.header.subscription is False


def test_what_our_script_put_into_the_basket_comes_along(town: Town) -> None:
    """Who brought the friend is read from a missed order, too; its visit the API does not tell."""
    shop = town.shop()
    basket = [{"name": "loyalty_ref", "value": "sealed"}, {"name": "gift", "value": "yes"}]
    told = {"lines": [LINES[0]], "note_attributes": basket}
    town.tell(f"/_control/shops/{shop.domain}/orders", told)
    _, graphql = both(town, shop)
    [fact] = graphql.values()
    assert fact.signs == Signs(token="sealed")


def test_every_line_of_a_recurring_order_is_on_a_subscription(town: Town) -> None:
    shop = town.shop()
    given = {"lines": LINES, "source_name": "subscription_contract"}
    tell(town.http, f"/_control/shops/{shop.domain}/orders", given)
    for told in both(town, shop):
        [fact] = told.values()
        header = merge(EMPTY, fact).header
        assert header is not None
        assert header.subscription
        assert [line.subscription for line in header.lines] == [True, True, True]


def test_a_selling_plan_that_only_graphql_tells_is_never_forgotten_again(town: Town) -> None:
    shop = town.shop()
    lines = [LINES[0], LINES[1] | {"selling_plan": "Every month"}]
    tell(town.http, f"/_control/shops/{shop.domain}/orders", {"lines": lines})
    [webhook], [graphql] = (list(told.values()) for told in both(town, shop))
    assert webhook.plans == ()
    assert replace(graphql, plans=()) == webhook, "all else is told alike"
    states = {merge(merge(EMPTY, one), other) for one, other in permutations((webhook, graphql))}
    [state] = states
    assert state == merge(state, webhook)
    assert state.header is not None
    assert [line.subscription for line in state.header.lines] == [False, True]


def test_random_orders_are_told_alike(town: Town) -> None:
    shop, chance = town.shop(tax_rate="0.07"), random.Random(11)
    for _ in range(25):
        story(town.http, chance, shop.domain)
    assert same(town, shop) == 25


def test_long_orders_and_many_refunds_are_followed_to_their_end(town: Town) -> None:
    shop = town.shop()
    base = f"/_control/shops/{shop.domain}/orders"
    many = [{"title": f"Thing {n}", "price": "1.00", "quantity": 2} for n in range(230)]
    long = tell(town.http, base, {"lines": many})
    tell(town.http, f"{base}/{long['id']}/refund", {"lines": {str(n): 1 for n in range(170)}})
    sliced = tell(town.http, base, {"lines": [{"title": "Tea", "price": "1.00", "quantity": 20}]})
    for _ in range(9):
        tell(town.http, f"{base}/{sliced['id']}/refund", {"lines": {"0": 1}})
    webhooks, graphql = both(town, shop)
    assert webhooks == graphql
    assert sorted(len(fact.refunds) for fact in graphql.values()) == [1, 9]
    assert max(len(fact.header.lines) for fact in graphql.values() if fact.header) == 230
    assert max(len(fact.refunds[0].lines) for fact in graphql.values()) == 170


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_currencies_without_hundredths_are_told_alike(town: Town, currency: str) -> None:
    shop = town.shop(currency=currency)
    base = f"/_control/shops/{shop.domain}/orders"
    made = tell(town.http, base, {"lines": [{"title": "Tea", "price": "1999", "quantity": 2}]})
    tell(town.http, f"{base}/{made['id']}/refund", {"lines": {"0": 1}})
    assert same(town, shop) == 1


def test_an_order_in_another_currency_is_named_and_the_others_still_come(town: Town) -> None:
    shop = town.shop()
    for _ in range(2):
        tell(town.http, f"/_control/shops/{shop.domain}/orders", {"lines": LINES})
    Shop.objects.filter(pk=shop.pk).update(currency="EUR")
    shop.refresh_from_db()
    [page] = orders.pages(shop=shop, since=datetime.now(UTC) - timedelta(days=1))
    assert page.told == []
    assert len(page.unreadable) == 2
    assert all("currency" in why for why in page.unreadable.values())


def test_without_the_permission_the_store_shows_sixty_days(town: Town) -> None:
    shop, now = town.shop(), datetime.now(UTC)
    long_ago = (now - timedelta(days=70)).isoformat(timespec="seconds")
    base = f"/_control/shops/{shop.domain}/orders"
    old = tell(town.http, base, {"lines": LINES, "created_at": long_ago})
    tell(town.http, f"{base}/{old['id']}/touch", {})
    new = tell(town.http, base, {"lines": LINES})
    assert orders.reach(shop=shop, now=now) == now - timedelta(days=60)
    assert [fact.order for fact in told(shop, now)] == [str(new["id"])]
    town.grant(shop, "read_all_orders")
    assert orders.reach(shop=shop, now=now) is None
    assert {fact.order for fact in told(shop, now)} == {str(old["id"]), str(new["id"])}


def told(shop: Shop, now: datetime) -> list[OrderTold]:
    pages = orders.pages(shop=shop, since=now - timedelta(days=400))
    return [fact for page in pages for fact in page.told]
