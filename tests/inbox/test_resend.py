"""Deliveries go back to work at a person's word: their own shop's, and with a trace of who said it."""

import pytest

from loyalty.inbox import drain, overview, reasons
from loyalty.inbox.models import Delivery
from loyalty.inbox.resend import resend, resend_for_operator
from loyalty.shops.models import Audit
from tests.cast import Cast, ShopFactory
from tests.inbox.knock import knock

pytestmark = pytest.mark.usefixtures("pretend")


@pytest.fixture
def parked(cast: Cast) -> Delivery:
    knock(b"unreadable id: missing", shop=cast.shop.domain, delivery="p")
    drain.drain()
    return Delivery.objects.get()


def test_a_parked_delivery_is_worked_again_and_it_is_noted_who_said_so(cast: Cast, parked: Delivery) -> None:
    assert resend(shop=cast.shop, deliveries=[parked.id], actor="owner", now=cast.now) == 1
    parked.refresh_from_db()
    assert (parked.state, parked.attempts, parked.reason, parked.worked_at) == ("ready", 0, "", None)
    trace = Audit.objects.get()
    assert (trace.shop, trace.actor, trace.deed) == (cast.shop, "owner", "deliveries.resend")
    assert trace.detail == {"deliveries": [parked.id]}
    assert drain.drain() == 1


def test_a_stranger_can_neither_resend_nor_see(cast: Cast, parked: Delivery) -> None:
    assert resend(shop=cast.other_shop, deliveries=[parked.id], actor="stranger", now=cast.now) == 0
    assert overview.delivery(shop=cast.other_shop, number=parked.id) is None
    assert overview.deliveries(shop=cast.other_shop).lines == []
    assert set(overview.counts(shop=cast.other_shop).values()) == {0}
    parked.refresh_from_db()
    assert parked.state == "parked"
    assert not Audit.objects.exists()


def test_a_waiting_delivery_is_left_alone(cast: Cast) -> None:
    knock(b"order", shop=cast.shop.domain)
    assert resend(shop=cast.shop, deliveries=[Delivery.objects.get().id], actor="owner", now=cast.now) == 0


def test_what_came_before_its_shop_finds_it_when_sent_again(cast: Cast) -> None:
    knock(b"order", shop="late.myshopify.com")
    row = Delivery.objects.get()
    assert resend_for_operator(deliveries=[row.id], actor="operator", now=cast.now) == 0
    row.refresh_from_db()
    assert (row.state, row.reason) == ("parked", reasons.NO_SHOP)
    late = ShopFactory.create(domain="late.myshopify.com")
    assert resend(shop=late, deliveries=[row.id], actor="owner", now=cast.now) == 0
    assert resend_for_operator(deliveries=[row.id], actor="operator", now=cast.now) == 1
    row.refresh_from_db()
    assert (row.shop, row.state) == (late, "ready")


def test_the_overview_counts_and_pages(cast: Cast) -> None:
    for n in range(5):
        knock(f"unreadable {n}".encode(), shop=cast.shop.domain, delivery=str(n))
    drain.drain()
    knock(b"order", shop=cast.shop.domain)
    assert overview.counts(shop=cast.shop) == {"ready": 1, "worked": 0, "ignored": 0, "parked": 5}
    first = overview.deliveries(shop=cast.shop, state="parked", limit=3)
    rest = overview.deliveries(shop=cast.shop, state="parked", limit=3, before=first.before)
    assert [line.reason for line in first.lines + rest.lines] == ["4", "3", "2", "1", "0"]
    assert first.lines[0].size == len(b"unreadable 4")
    assert rest.before is None
