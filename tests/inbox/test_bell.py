"""However many webhooks come in, one message wakes the workers; and nothing depends on it."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from loyalty.celery import app
from loyalty.inbox import bell, tasks
from loyalty.inbox.models import Bell, Delivery
from tests.cast import Cast
from tests.inbox.knock import knock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pretend")]


@pytest.fixture
def spool(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    """The broker's folder; the bell is switched on."""
    before = app.conf.broker_transport_options
    (tmp_path / "c").mkdir()
    _broker(data_folder_in=str(tmp_path), data_folder_out=str(tmp_path), control_folder=str(tmp_path / "c"))
    settings.INBOX_BELL = True
    yield tmp_path
    bell.stop()
    _broker(**before)


def _broker(**options: str) -> None:
    """From here on the application talks to this broker."""
    app.conf.update(broker_transport_options=options)
    app._after_fork()  # type: ignore[attr-defined]


def messages(spool: Path) -> int:
    return len(list(spool.glob("*.msg")))


def within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


def test_a_hundred_webhooks_ring_once(cast: Cast, spool: Path) -> None:
    for _ in range(100):
        assert knock(shop=cast.shop.domain) == 200
    assert within(2, lambda: messages(spool) == 1)
    time.sleep(0.2)
    assert messages(spool) == 1


def test_after_a_drain_has_started_the_next_webhook_rings_again(cast: Cast, spool: Path) -> None:
    knock(shop=cast.shop.domain)
    assert within(2, lambda: messages(spool) == 1)
    tasks.wake()
    assert Delivery.objects.get().state == "worked"
    knock(shop=cast.shop.domain)
    assert within(2, lambda: messages(spool) == 2)


def test_a_message_that_nobody_heard_is_sent_again_after_half_a_minute(spool: Path) -> None:
    now = timezone.now()
    assert [bell.wake(now=now), bell.wake(now=now), bell.wake(now=now + timedelta(seconds=29))] == [
        True,
        False,
        False,
    ]
    assert bell.wake(now=now + timedelta(seconds=31)) is True
    assert messages(spool) == 2


def test_a_refused_delivery_does_not_ring(cast: Cast, spool: Path) -> None:
    assert knock(shop=cast.shop.domain, sign="A" * 43 + "=") == 401
    time.sleep(0.2)
    assert messages(spool) == 0


def test_a_broker_that_is_down_neither_fails_nor_slows_the_door(cast: Cast, spool: Path) -> None:
    shutil.rmtree(spool)
    spool.write_text("no folder any more")
    started = time.monotonic()
    assert [knock(shop=cast.shop.domain) for _ in range(20)] == [200] * 20
    assert time.monotonic() - started < 1
    time.sleep(0.3)
    assert Bell.objects.filter(rung_at__isnull=False).count() == 0, "a bell that did not ring must be free"
    tasks.sweep()
    assert Delivery.objects.filter(state="worked").count() == 20
