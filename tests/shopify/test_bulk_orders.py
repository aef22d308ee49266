"""A store's past orders by bulk operation, over HTTP: the same facts as read one by one, and nothing by halves."""

import time
from collections.abc import Iterator

import httpx
import pytest
from django.conf import LazySettings

from loyalty.engine.facts import OrderTold
from loyalty.engine.order_state import EMPTY, merge
from loyalty.platforms.shopify.bulk_file import FileGone
from loyalty.platforms.shopify.bulk_orders import BulkOrders, ExportRefused
from loyalty.platforms.shopify.calls import Faulty
from loyalty.platforms.shopify.orders import pages
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop
from loyalty.shops.platform import Export, ExportBusy, OrdersPage
from tests.cast import NOW
from tests.shopify.bodies import Json
from tests.shopify.town import Town


@pytest.fixture
def town(address: str, settings: LazySettings, db: None) -> Iterator[Town]:
    settings.SHOPIFY_ORIGIN = address
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield Town(client)


def wrong(town: Town, shop: Shop, **faults: object) -> None:
    answer = town.http.put(f"/_control/shops/{shop.domain}/bulk", json=faults)
    assert answer.status_code == 200, answer.text


def finished(reader: BulkOrders, export: str) -> Export:
    for _ in range(500):
        found = reader.look(export)
        if found.state != "running":
            return found
        time.sleep(0.02)
    raise AssertionError("the export never ended")


def busy(town: Town, shop: Shop) -> list[Json]:
    """Three plain orders, one of a guest, and two with refunds."""
    loyal = town.customer(shop, "loyal@example.com")
    made = [town.order(shop, customer_id=loyal, shipping="4.90") for _ in range(3)]
    made.append(town.order(shop, email="guest@example.com", discount_codes=["WELCOME10"]))
    made.append(town.order(shop, ("refund", {"lines": {"0": 1}}), customer_id=loyal))
    made.append(town.order(shop, ("cancel", {}), customer_id=loyal))
    return made


def exported(reader: BulkOrders, export: str) -> tuple[dict[str, OrderTold], list[str], OrdersPage]:
    whole = OrdersPage()

    def keep(page: OrdersPage) -> None:
        whole.told.extend(page.told)
        whole.unreadable.update(page.unreadable)

    refunded = reader.read(export, keep)
    return {one.order: one for one in whole.told}, refunded, whole


def test_an_export_tells_the_same_facts_as_reading_page_by_page(town: Town) -> None:
    shop = town.shop()
    made = busy(town, shop)
    reader = BulkOrders(shop)
    export = reader.ask()
    assert finished(reader, export) == Export("done", 6)
    told, refunded, page = exported(reader, export)
    assert page.unreadable == {}
    assert sorted(refunded) == sorted(str(one["id"]) for one in made[4:])
    for order in refunded:
        found = reader.whole(order)
        assert found is not None
        told[order] = found
    one_by_one = [one for some in pages(shop=shop, since=NOW.replace(year=2020)) for one in some.told]
    assert {one.order: merge(EMPTY, one) for one in one_by_one} == {
        order: merge(EMPTY, one) for order, one in told.items()
    }


def test_an_export_whose_id_was_lost_is_taken_over_and_not_asked_for_twice(town: Town) -> None:
    shop = town.shop()
    busy(town, shop)
    wrong(town, shop, hold=True)
    reader = BulkOrders(shop)
    first = reader.ask()
    assert reader.look(first).state == "running"
    assert BulkOrders(shop).ask() == first
    wrong(town, shop)
    assert finished(reader, first).state == "done"


def test_an_export_of_somebody_else_makes_us_wait(town: Town) -> None:
    shop = town.shop()
    wrong(town, shop, busy=True)
    with pytest.raises(ExportBusy):
        BulkOrders(shop).ask()


def test_a_stopped_export_ends_as_failed_in_words(town: Town) -> None:
    shop = town.shop()
    busy(town, shop)
    wrong(town, shop, hold=True)
    reader = BulkOrders(shop)
    export = reader.ask()
    reader.stop(export)
    assert finished(reader, export).why == "The export was called off in the store."
    reader.stop(export)


def test_the_half_of_a_failed_export_is_never_taken_for_the_whole(town: Town) -> None:
    shop = town.shop()
    busy(town, shop)
    wrong(town, shop, fail="TIMEOUT")
    reader = BulkOrders(shop)
    export = reader.ask()
    found = finished(reader, export)
    assert (found.state, found.why) == ("failed", "The store broke its export off: TIMEOUT.")
    kept: list[OrdersPage] = []
    with pytest.raises(FileGone):
        reader.read(export, kept.append)
    assert kept == []


@pytest.mark.parametrize("cut", [1, 300])
def test_a_file_that_is_cut_short_hands_over_nothing(town: Town, cut: int) -> None:
    shop = town.shop()
    busy(town, shop)
    wrong(town, shop, cut=cut)
    reader = BulkOrders(shop)
    export = reader.ask()
    assert finished(reader, export).state == "done"
    kept: list[OrdersPage] = []
    with pytest.raises(Faulty):
        reader.read(export, kept.append)
    assert kept == []


def test_an_address_that_ran_out_says_so_and_an_expired_export_is_gone(town: Town) -> None:
    shop = town.shop()
    busy(town, shop)
    reader = BulkOrders(shop)
    export = reader.ask()
    finished(reader, export)
    wrong(town, shop, gone=True)
    with pytest.raises(FileGone):
        reader.read(export, lambda _: None)
    wrong(town, shop, expire=True)
    assert reader.look(export) == Export("gone")
    assert reader.look("gid://shopify/BulkOperation/1") == Export("gone")


def test_a_shop_without_orders_has_an_empty_past(town: Town) -> None:
    shop = town.shop()
    reader = BulkOrders(shop)
    export = reader.ask()
    assert finished(reader, export) == Export("done", 0)
    assert exported(reader, export)[:2] == ({}, [])


def test_another_shops_export_is_as_good_as_none(town: Town) -> None:
    shop, stranger = town.shop(), town.shop()
    busy(town, shop)
    export = BulkOrders(shop).ask()
    finished(BulkOrders(shop), export)
    assert BulkOrders(stranger).look(export) == Export("gone")


def test_the_pretend_store_refuses_what_the_platform_would(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = town.shop()
    nested = "{ orders { edges { node { refunds { refundLineItems { edges { node { id } } } } } } } }"
    for query in (nested, "{ shop { name } }"):
        monkeypatch.setitem(DOCUMENTS, "past_orders", query)
        with pytest.raises(ExportRefused):
            BulkOrders(shop).ask()
