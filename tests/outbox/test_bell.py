"""A wish rings once, after its transaction, and a worker that begins makes the bell free again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from loyalty.outbox import bell, tasks
from loyalty.outbox.models import Bell, Errand
from loyalty.outbox.want import Wish, want
from tests.cast import NOW, Cast
from tests.inbox.test_bell import messages, within
from tests.inbox.test_bell import spool as spool

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _the_bell_of_the_outbox(spool: Path, settings: LazySettings) -> Iterator[None]:
    settings.ERRANDS = {"test": "builtins.dict"}
    yield
    bell.stop()


def wish(cast: Cast, key: str) -> None:
    want(wishes=[Wish(cast.shop.pk, "test", key, {"n": key})], now=NOW)


def test_fifty_wishes_ring_once_and_not_before_they_are_there(cast: Cast, spool: Path) -> None:
    with transaction.atomic():
        for number in range(50):
            wish(cast, str(number))
        time.sleep(0.2)
        assert messages(spool) == 0
    assert within(2, lambda: messages(spool) == 1)
    assert tasks.wake() == 50
    assert set(Errand.objects.values_list("state", flat=True)) == {"done"}
    wish(cast, "later")
    assert within(2, lambda: messages(spool) == 2)


def test_a_transaction_that_fails_rings_nobody(cast: Cast, spool: Path) -> None:
    assert cast.shop
    with pytest.raises(RuntimeError), transaction.atomic():
        wish(cast, "a")
        raise RuntimeError
    time.sleep(0.2)
    assert (messages(spool), Bell.objects.count()) == (0, 0)
