"""Products are read before the orders that name them are worked; a silent store loses nothing and holds up nobody."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from loyalty.desk import shelves
from loyalty.engine.facts import Header, Line
from loyalty.engine.goods import ProductFacts
from loyalty.goods import shelf
from loyalty.goods.models import Product
from loyalty.inbox import reasons
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.shops.models import Shop
from tests.desk.walking import walk
from tests.shopify.bodies import Json
from tests.shopify.town import Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]
needy = pytest.mark.usefixtures("rules_look_at_goods")
Asked = list[list[str]]


def goods(town: Town, shop: Shop) -> dict[str, Json]:
    return {one["handle"]: one for one in town.http.get(f"/_control/shops/{shop.domain}/products").json()}


def buy(town: Town, shop: Shop, *handles: str, **given: Any) -> Json:
    return town.order(shop, lines=[{"handle": handle} for handle in handles], **given)


def change(town: Town, shop: Shop, handle: str, **given: Any) -> None:
    number = goods(town, shop)[handle]["id"]
    town.tell(f"/_control/shops/{shop.domain}/products/{number}/update", given)


def known(shop: Shop, order: Json) -> dict[str, ProductFacts]:
    header = state_of(Order.objects.get(shop=shop, external_id=str(order["id"]))).header
    assert header is not None
    return shelves.goods_of(shop=shop, headers=[header])


def test_a_shop_whose_rules_look_at_no_product_never_asks(town: Town, asked: Asked) -> None:
    shop = town.shop()
    buy(town, shop, "hearth-chai")
    change(town, shop, "hearth-chai", tags=["autumn"])
    town.deliver(shop)
    assert asked == []
    assert not Product.objects.filter(shop=shop).exists()
    assert Order.objects.filter(shop=shop).count() == 1


@needy
def test_an_order_of_unknown_products_is_worked_with_what_the_store_says_of_them(
    town: Town, asked: Asked
) -> None:
    shop = town.shop()
    order = buy(town, shop, "hearth-chai", "oak-smoked-lapsang")
    town.deliver(shop)
    found = known(shop, order)
    assert {facts.type for facts in found.values()} == {"Blend", "Black tea"}
    smoked = found[str(goods(town, shop)["oak-smoked-lapsang"]["id"])]
    assert smoked.tags == ("smoky",)
    assert smoked.on_sale
    assert len(asked) == 1, "one call for the whole batch"


@needy
def test_what_is_known_is_not_asked_for_again(town: Town, asked: Asked) -> None:
    shop = town.shop()
    for _ in range(3):
        buy(town, shop, "hearth-chai")
        town.deliver(shop)
    assert len(asked) == 1


@needy
def test_after_a_day_it_is_asked_for_again(town: Town, asked: Asked) -> None:
    shop = town.shop()
    buy(town, shop, "hearth-chai")
    town.deliver(shop)
    Product.objects.filter(shop=shop).update(read_at=datetime.now(UTC) - timedelta(days=1, seconds=1))
    buy(town, shop, "hearth-chai")
    town.deliver(shop)
    assert len(asked) == 2


@needy
@pytest.mark.parametrize(
    ("changed", "calls"),
    [
        ({"tags": ["autumn"]}, 2),
        ({"vendor": "Somebody"}, 2),
        ({"compare_at": "99.00"}, 2),
        ({"collections": ["teas", "winter"]}, 2),
        ({"title": "Hearthside Chai"}, 1),
        ({"price": "17.00"}, 1),
    ],
)
def test_a_change_that_rules_look_at_is_read_before_the_next_order(
    town: Town, asked: Asked, changed: Json, calls: int
) -> None:
    shop = town.shop()
    buy(town, shop, "hearth-chai")
    town.deliver(shop)
    change(town, shop, "hearth-chai", **changed)
    town.deliver(shop)
    assert len(asked) == 1, "nothing is read before somebody needs it"
    order = buy(town, shop, "hearth-chai")
    town.deliver(shop)
    assert len(asked) == calls
    [facts] = known(shop, order).values()
    for key in ("tags", "vendor", "collections"):
        assert set(changed.get(key, [])) <= {*getattr(facts, key)} or getattr(facts, key) == changed[key]


@needy
def test_a_product_that_was_deleted_meanwhile_is_known_as_gone(town: Town, asked: Asked) -> None:
    shop = town.shop()
    order = buy(town, shop, "hearth-chai", "bamboo-whisk")
    number = goods(town, shop)["hearth-chai"]["id"]
    town.bring(shop)
    town.tell(f"/_control/shops/{shop.domain}/products/{number}/delete", {})
    while drain():
        pass
    found = known(shop, order)
    assert found[str(number)] == ProductFacts(gone=True)
    assert [one.type for one in found.values() if not one.gone] == ["Teaware"]
    town.deliver(shop)
    assert Order.objects.filter(shop=shop).count() == 1


@needy
def test_an_order_whose_terms_are_pinned_asks_no_more(town: Town, asked: Asked) -> None:
    shop = town.shop()
    person = town.customer(shop, "loyal@example.com")
    order = buy(town, shop, "hearth-chai", customer_id=person)
    town.deliver(shop)
    assert Order.objects.get(shop=shop).terms is not None
    change(town, shop, "hearth-chai", tags=["autumn"])
    town.deed(shop, order, "touch")
    town.deliver(shop)
    assert len(asked) == 1


@needy
def test_items_without_a_product_ask_nothing(town: Town, asked: Asked) -> None:
    shop = town.shop()
    order = town.order(shop)
    town.deliver(shop)
    assert asked == []
    assert known(shop, order) == {}


@needy
def test_the_nightly_walk_reads_products_before_it_repairs(town: Town, asked: Asked) -> None:
    shop = town.shop()
    order = buy(town, shop, "hearth-chai")
    said = walk(shop, repair=True)
    assert said.repaired == 1
    assert len(known(shop, order)) == 1
    assert len(asked) == 1


@needy
def test_while_the_store_is_silent_its_orders_wait_and_others_are_worked(
    town: Town, asked: Asked, silence: Callable[[], None]
) -> None:
    shop = town.shop()
    waits, goes = buy(town, shop, "hearth-chai"), town.order(shop)
    town.bring(shop)
    while drain():
        pass
    assert list(Order.objects.filter(shop=shop).values_list("external_id", flat=True)) == [str(goes["id"])]
    rows = Delivery.objects.filter(shop=shop, state="ready")
    assert {row.reason for row in rows} == {reasons.STORE_SILENT}
    assert rows.count() == 3
    assert all(row.next_at > datetime.now(UTC) for row in rows)
    silence()
    later = datetime.now(UTC) + timedelta(minutes=1)
    while drain(clock=lambda: later):
        pass
    assert known(shop, waits)
    assert not Delivery.objects.filter(shop=shop, state="ready").exists()


@needy
def test_a_silent_store_is_asked_on_one_schedule_for_all(
    town: Town, asked: Asked, silence: Callable[[], None]
) -> None:
    shop = town.shop()
    for handle in ("hearth-chai", "bamboo-whisk", "taster-box"):
        buy(town, shop, handle)
        town.bring(shop)
        while drain():
            pass
    assert len(asked) == 1
    assert not Order.objects.filter(shop=shop).exists()
    silence()
    later = datetime.now(UTC) + timedelta(minutes=1)
    while drain(clock=lambda: later):
        pass
    assert Order.objects.filter(shop=shop).count() == 3


@needy
def test_a_store_that_stays_silent_loses_nothing(
    town: Town, asked: Asked, silence: Callable[[], None]
) -> None:
    shop = town.shop()
    order = buy(town, shop, "hearth-chai")
    town.bring(shop)
    start = datetime.now(UTC)
    for hours in range(8):
        drain(clock=partial(start.__add__, timedelta(hours=hours)))
    rows = Delivery.objects.filter(shop=shop)
    assert {(row.state, row.reason) for row in rows} == {("parked", reasons.STORE_STAYED_SILENT)}
    silence()
    rows.update(state="ready", attempts=0, next_at=start)
    while drain():
        pass
    assert known(shop, order)


@needy
def test_another_shops_products_are_never_taken_for_ours(town: Town, cast: Any) -> None:
    shop = town.shop()
    order = buy(town, shop, "hearth-chai")
    [product] = {str(line["product_id"]) for line in order["line_items"]}
    shelf.keep(shop=cast.other_shop, ids=[product], found={}, read_at=datetime.now(UTC))
    town.deliver(shop)
    assert [one.type for one in known(shop, order).values()] == ["Blend"]


def test_a_product_never_read_is_named_and_not_made_up(cast: Any) -> None:
    lines = tuple(Line(id=one, title="Tea", quantity=1, current=1, net=1, product=one) for one in ("1", "2"))
    header = Header(
        id="1", name="#1", updated_at=cast.now, processed_at=cast.now, currency="USD", lines=lines
    )
    shelf.keep(shop=cast.shop, ids=["1"], found={}, read_at=cast.now)
    with pytest.raises(shelves.GoodsUnknown) as unknown:
        shelves.goods_of(shop=cast.shop, headers=[header])
    assert unknown.value.ids == {"2"}


def test_an_answer_asked_for_earlier_does_not_undo_a_later_one(cast: Any) -> None:
    new, old = ProductFacts(type="new"), ProductFacts(type="old")
    shelf.keep(shop=cast.shop, ids=["1"], found={"1": new}, read_at=cast.now)
    shelf.keep(shop=cast.shop, ids=["1"], found={"1": old}, read_at=cast.now - timedelta(seconds=1))
    assert shelf.of(shop=cast.shop, ids=["1"]) == {"1": new}
