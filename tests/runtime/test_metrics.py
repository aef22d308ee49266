"""/metrics: by token, by route, by queue, and never about anybody."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from loyalty.inbox.models import Delivery
from loyalty.outbox.models import Errand
from loyalty.runtime import rounds
from loyalty.runtime.metrics import house
from loyalty.runtime.metrics.requests import metered
from tests.cast import Cast
from tests.docs.pages import page

TOKEN = "a-token-of-the-tests-only"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def token(settings: LazySettings) -> str:
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


def read(client: Client) -> str:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.content.decode()


def samples(text: str) -> Samples:
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def value(client: Client, name: str, **labels: str) -> float:
    return samples(read(client)).get((name, frozenset(labels.items())), 0.0)


@pytest.mark.django_db
def test_without_a_token_there_is_no_such_page(client: Client, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"bearer {TOKEN}x", "Bearer é"]
)
def test_another_token_is_refused(client: Client, token: str, said: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": said})
    assert answer.status_code == 401
    assert b"loyalty" not in answer.content


@pytest.mark.django_db
def test_it_may_be_asked_for_by_any_name_of_the_host(client: Client, token: str) -> None:
    asked = {"Authorization": f"Bearer {token}", "Host": "10.1.2.3:8000"}
    assert client.get("/metrics", headers=asked).status_code == 200
    assert client.get("/healthz", headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/accounts/login/", headers={"Host": "10.1.2.3:8000"}).status_code == 400


def test_answers_are_counted_by_route_and_never_by_what_was_asked_for(
    client: Client, token: str, cast: Cast
) -> None:
    labels = {"route": "/panel/members/<int:member_id>/", "method": "GET", "status": "302"}
    before = value(client, "loyalty_request_seconds_count", **labels)
    client.get(f"/panel/members/{cast.loyal.pk}/")
    assert value(client, "loyalty_request_seconds_count", **labels) == before + 1
    assert f"/panel/members/{cast.loyal.pk}/" not in read(client)


@pytest.mark.django_db
def test_what_is_nowhere_is_one_route_whatever_it_is_called(client: Client, token: str) -> None:
    labels = {"route": "unknown", "method": "GET", "status": "404"}
    before = value(client, "loyalty_request_seconds_count", **labels)
    for name in ("nowhere", "else/where"):
        client.get(f"/{name}")
    assert value(client, "loyalty_request_seconds_count", **labels) == before + 2
    assert "nowhere" not in read(client)


def test_the_door_before_django_is_counted_too(client: Client, token: str, db: None) -> None:
    def application(environ: dict[str, object], start: object) -> list[bytes]:
        assert callable(start)
        start("401 Unauthorized", [])
        return []

    labels = {"route": "/webhooks/shopify", "method": "other", "status": "401"}
    before = value(client, "loyalty_request_seconds_count", **labels)
    counted = metered(application, path="/webhooks/shopify")
    counted({"PATH_INFO": "/webhooks/shopify", "REQUEST_METHOD": "SHOUT"}, lambda *_: None)
    counted({"PATH_INFO": "/elsewhere", "REQUEST_METHOD": "SHOUT"}, lambda *_: None)
    assert value(client, "loyalty_request_seconds_count", **labels) == before + 1


def test_backlogs_are_told_by_queue(client: Client, token: str, cast: Cast) -> None:
    now = timezone.now()
    for number, (state, minutes) in enumerate(
        [("ready", 5), ("ready", 1), ("ready", -5), ("parked", 9), ("worked", 9)]
    ):
        at = now - timedelta(minutes=minutes)
        Delivery.objects.create(
            shop=cast.shop, platform="shopify", shop_domain=cast.shop.domain, topic="orders/paid", state=state,
            delivery_id=f"d{number}", received_at=at, next_at=at, body=b"{}",
        )  # fmt: skip
    for shop, state in ((cast.shop, "waiting"), (cast.shop, "dead"), (cast.other_shop, "waiting")):
        Errand.objects.create(
            shop=shop, kind="customer_tags", key=f"k-{state}", wanted={}, state=state, made_at=now,
            due_at=now - timedelta(minutes=2),
        )  # fmt: skip
    cast.other_shop.installations.update(uninstalled_at=now)
    got = samples(read(client))

    def of(name: str, queue: str) -> float:
        return got[(f"loyalty_backlog_{name}", frozenset({("queue", queue)}))]

    assert 300 <= of("age_seconds", "inbox") < 400
    assert (of("waiting", "inbox"), of("dead", "inbox")) == (2, 1)
    assert 120 <= of("age_seconds", "outbox") < 220
    assert (of("waiting", "outbox"), of("dead", "outbox")) == (1, 1)
    assert of("age_seconds", "insight") == of("age_seconds", "desk") == 0
    assert cast.shop.domain not in read(client)


def test_rounds_are_told_by_task(client: Client, token: str, db: None) -> None:
    rounds.note(task="loyalty.desk.tasks.prove_books", fine=True, answer=3, took=1.5)
    rounds.note(
        task="loyalty.desk.tasks.prove_books", fine=False, answer=ValueError("of ada@tea.example"), took=1
    )
    labels = {"task": "loyalty.desk.tasks.prove_books"}
    assert value(client, "loyalty_round_answer", **labels) == 3
    assert value(client, "loyalty_round_seconds", **labels) == 1.5
    assert value(client, "loyalty_round_failures_total", **labels) == 1
    assert 0 <= value(client, "loyalty_round_age_seconds", **labels) < 60
    assert "ada" not in read(client)


def test_without_the_database_it_still_tells_of_answers(client: Client, token: str, db: None) -> None:
    client.get("/healthz")
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        told = read(client)
    assert 'route="/healthz"' in told
    assert "loyalty_backlog" not in told


@pytest.mark.django_db
def test_every_metric_has_its_row() -> None:
    text = page("docs/operations.md")
    names = {metric.name for metric in house.metrics(now=timezone.now())} | {"loyalty_request_seconds"}
    assert [name for name in names if name not in text] == []
