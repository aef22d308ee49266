"""/healthz says that the process lives, /readyz that it can work."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from celery import Celery
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from loyalty.inbox.models import Delivery
from tests.cast import Cast


def waiting(cast: Cast, *, seconds: int) -> Delivery:
    at = timezone.now() - timedelta(seconds=seconds)
    return Delivery.objects.create(
        shop=cast.shop, platform="shopify", shop_domain=cast.shop.domain, topic="orders/paid",
        delivery_id=f"waits-{seconds}", received_at=at, next_at=at, body=b"{}",
    )  # fmt: skip


def test_alive_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_ready_with_database_and_broker(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "broker": "ok", "backlog_seconds": 0}


def test_the_backlog_is_the_age_of_the_oldest_waiting_webhook(client: Client, cast: Cast) -> None:
    waiting(cast, seconds=5)
    waiting(cast, seconds=90)
    worked = waiting(cast, seconds=4000)
    worked.state = Delivery.State.WORKED
    worked.save()
    assert 90 <= client.get("/readyz").json()["backlog_seconds"] < 100


@pytest.mark.django_db
def test_without_its_database_it_is_not_ready(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"].startswith("down")
    assert answer.json()["backlog_seconds"] is None


@pytest.mark.django_db
def test_without_its_broker_it_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_there = Celery("elsewhere", broker="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr("loyalty.runtime.health.app", nobody_there)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"].startswith("down")
    assert answer.json()["database"] == "ok"


def test_nobody_may_post_to_them(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405
