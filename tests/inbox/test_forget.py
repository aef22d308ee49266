"""Deliveries are kept for their days, and longer while they wait for somebody."""

from datetime import timedelta

import pytest

from loyalty.inbox import forget
from loyalty.inbox.models import Delivery
from tests.cast import NOW, Cast


def delivery(cast: Cast, name: str, *, state: str, age: timedelta) -> None:
    at = NOW - age
    Delivery.objects.create(
        shop=cast.shop, platform="shopify", shop_domain=cast.shop.domain, topic="orders/paid", state=state,
        delivery_id=name, received_at=at, next_at=at, body=b"{}",
    )  # fmt: skip


def left() -> set[str]:
    return set(Delivery.objects.values_list("delivery_id", flat=True))


def test_what_is_done_with_goes_after_its_days_and_what_waits_stays(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forget, "AT_ONCE", 1)
    older, younger = forget.KEPT + timedelta(seconds=1), forget.KEPT
    delivery(cast, "parked", state="parked", age=older)
    delivery(cast, "ready", state="ready", age=older)
    delivery(cast, "worked", state="worked", age=older)
    delivery(cast, "ignored", state="ignored", age=older)
    delivery(cast, "young", state="worked", age=younger)
    assert forget.old_deliveries(now=NOW) == 2
    assert left() == {"parked", "ready", "young"}
    assert forget.old_deliveries(now=NOW) == 0


def test_one_round_takes_no_more_than_it_may(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forget, "AT_ONCE", 1)
    for number in range(3):
        delivery(cast, f"d{number}", state="worked", age=forget.KEPT * 2)
    assert forget.old_deliveries(now=NOW, at_most=2) == 2
    assert left() == {"d2"}
