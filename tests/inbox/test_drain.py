"""Ready deliveries reach the desk, once, with what became of them written down."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from loyalty.engine.facts import Fact
from loyalty.inbox import drain, reasons
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Shop
from tests.cast import Cast
from tests.inbox.knock import knock

pytestmark = pytest.mark.usefixtures("pretend")


class Desk:
    """Stands where the desk's verb stands; notes what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.batches: list[int] = []

    def work(self, *, shop: Shop, told: Sequence[tuple[int, Fact]], now: datetime) -> dict[int, str]:
        self.batches.append(len(told))
        self.told += [(shop.domain, getattr(fact, "order", type(fact).__name__)) for _, fact in told]
        return {number: "noted" for number, _ in told}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(drain, "work", made.work)
    return made


def state_of(delivery: str) -> tuple[str, str]:
    row = Delivery.objects.get(delivery_id=delivery)
    return row.state, row.reason


def test_what_came_in_is_worked_once(cast: Cast, desk: Desk) -> None:
    for n in range(3):
        knock(f"order-{n}".encode(), shop=cast.shop.domain, delivery=str(n))
    assert drain.drain() == 3
    assert drain.drain() == 0
    assert desk.told == [(cast.shop.domain, f"order-{n}") for n in range(3)]
    assert desk.batches == [3]
    assert state_of("0") == ("worked", "noted")


def test_ignored_and_unreadable_deliveries_say_why(cast: Cast, desk: Desk) -> None:
    knock(b"ignore nothing of ours", shop=cast.shop.domain, delivery="i")
    knock(b"unreadable id: missing", shop=cast.shop.domain, delivery="u")
    knock(b"fine", shop=cast.shop.domain, delivery="f")
    drain.drain()
    assert state_of("i") == ("ignored", "nothing of ours")
    assert state_of("u") == ("parked", "id: missing")
    assert state_of("f") == ("worked", "noted")


def test_a_shop_that_left_is_heard_only_about_people_and_the_app(cast: Cast, desk: Desk) -> None:
    cast.shop.installations.update(uninstalled_at=cast.now)
    knock(b"order", shop=cast.shop.domain, delivery="o")
    knock(b"", shop=cast.shop.domain, delivery="r", topic="shop/redact")
    drain.drain()
    assert state_of("o") == ("ignored", reasons.UNINSTALLED)
    assert desk.told == [(cast.shop.domain, "ShopRedacted")]


def test_a_person_who_must_be_forgotten_is_gone_from_the_bodies_of_the_same_batch_too(
    cast: Cast, desk: Desk
) -> None:
    knock(b"order of 7001", shop=cast.shop.domain, delivery="theirs")
    knock(b"order of 7002", shop=cast.shop.domain, delivery="another's")
    knock(b"7001", shop=cast.shop.domain, delivery="redaction", topic="customers/redact")
    knock(b"order of 7001", shop=cast.other_shop.domain, delivery="another shop's")
    drain.drain()
    assert {row.delivery_id for row in Delivery.objects.all() if b"7001" in bytes(row.body)} == {
        "another shop's"
    }
    assert bytes(Delivery.objects.get(delivery_id="another's").body) == b"order of 7002"
