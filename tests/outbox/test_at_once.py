"""Eight workers at the same errands carry each once."""

from datetime import datetime

import pytest

from loyalty.outbox.drain import drain
from loyalty.outbox.models import Errand
from loyalty.outbox.want import Wish, want
from loyalty.shops.models import Shop
from tests.cast import NOW, Cast
from tests.concurrency.test_settling import at_once

pytestmark = pytest.mark.django_db(transaction=True)
carried: list[str] = []


def carry(*, shop: Shop, wanted: dict[str, str], now: datetime) -> None:
    carried.append(wanted["n"])


def test_eight_workers_carry_each_errand_once(cast: Cast, settings: object) -> None:
    setattr(settings, "ERRANDS", {"test": f"{__name__}.carry"})  # noqa: B010 - the fixture has no type of its own
    carried.clear()
    assert cast.shop
    want(wishes=[Wish(cast.shop.pk, "test", str(n), {"n": str(n)}) for n in range(30)], now=NOW)
    at_once([lambda: drain(clock=lambda: NOW) for _ in range(16)])
    drain(clock=lambda: NOW)
    assert sorted(carried, key=int) == [str(n) for n in range(30)]
    assert set(Errand.objects.values_list("state", flat=True)) == {"done"}
