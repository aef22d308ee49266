"""Every night each store is read again: repaired, written down, and no store's trouble is another's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.desk import tasks
from loyalty.desk.rereading import due_since, reread_nightly
from loyalty.ledger.models import Award
from loyalty.orders.models import LastReread, Order
from loyalty.shops.models import Audit, Shop
from tests.shopify.town import Town


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the task sends for next, carried out at once as the worker would; the round's own list."""
    sent: list[int] = []

    def delay(after: int) -> None:
        sent.append(after)
        tasks.reread_stores(after)

    monkeypatch.setattr(tasks.reread_stores, "delay", delay)
    return sent


def lossy(town: Town, **given: Any) -> Shop:
    """A shop whose one order nobody told us of."""
    shop = town.shop(**given)
    town.chaos(shop, drop_percent=100)
    town.order(shop, email="guest@example.com")
    return shop


def test_the_round_visits_every_store_and_one_that_is_down_stops_no_other(
    town: Town, rounds: list[int]
) -> None:
    first, down, last = lossy(town), lossy(town), lossy(town)
    Shop.objects.filter(pk=down.pk).update(
        access_token="shpat_wrong", refresh_token="", scopes="read_all_orders"
    )
    tasks.reread_stores()
    assert rounds == [first.pk, down.pk, last.pk]
    assert [Award.objects.get(shop=shop).posted for shop in (first, last)] == [100, 100]
    assert not Order.objects.filter(shop=down).exists()
    assert "open the app in the store's admin" in LastReread.objects.get(shop=down).failure
    assert LastReread.objects.get(shop=last).failure == ""


def test_even_a_mistake_of_ours_in_one_store_stops_no_other(
    town: Town, rounds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = lossy(town), lossy(town)
    Shop.objects.filter(pk=broken.pk).update(platform="nowhere")
    tasks.reread_stores()
    assert LastReread.objects.get(shop=broken).failure == "It was broken off: KeyError"
    assert Award.objects.get(shop=sound).posted == 100


def test_a_shop_that_left_is_not_visited(town: Town, rounds: list[int]) -> None:
    gone = lossy(town)
    gone.installations.update(uninstalled_at=datetime.now(UTC))
    tasks.reread_stores()
    assert rounds == []
    assert not LastReread.objects.exists()


def test_what_was_found_stands_in_the_audit_and_a_quiet_night_does_not(town: Town) -> None:
    shop, now = lossy(town), datetime.now(UTC)
    reread_nightly(shop=shop, now=now)
    row = LastReread.objects.get(shop=shop)
    assert (row.listed, row.found, row.repaired, row.whole_until) == (1, 1, 1, now)
    reread_nightly(shop=shop, now=now + timedelta(minutes=1))
    [line] = Audit.objects.filter(shop=shop)
    assert (line.actor, line.deed) == ("clock", "orders.reread")
    assert line.detail == {"found": 1, "repaired": 1, "kinds": {"missing": 1}}
    row.refresh_from_db()
    assert (row.found, row.listed) == (0, 1)


def test_after_failed_nights_it_goes_back_to_the_last_whole_one(town: Town) -> None:
    shop, now = town.shop(), datetime.now(UTC)
    reread_nightly(shop=shop, now=now)
    assert due_since(shop=shop, now=now + timedelta(days=1)) == now + timedelta(days=1) - timedelta(days=7)
    Shop.objects.filter(pk=shop.pk).update(access_token="shpat_wrong", refresh_token="")
    later = now + timedelta(days=30)
    assert reread_nightly(shop=shop, now=later) is None
    assert LastReread.objects.get(shop=shop).whole_until == now
    assert due_since(shop=shop, now=later) == now - timedelta(days=1)
