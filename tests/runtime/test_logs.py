"""No log line carries a person or a secret, whatever fails and however loudly."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.db import connection
from django.test import Client

from loyalty.celery import app
from loyalty.common import discreet, logs
from loyalty.inbox import drain
from loyalty.inbox.models import Delivery
from loyalty.platforms.shopify import door
from storefront_widget.telling import Teller
from tests.cast import NOW
from tests.inbox.knock import environ
from tests.laws.world import rules
from tests.shopify.signing import proxied
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
EMAIL, NAME, PHONE, STREET = "ada.lovelace@tea.example", "Lovelace", "+15550100", "Analytical Row"
TOKEN = "shpat_0123456789abcdef0123456789abcdef"
PERSON = {"email": EMAIL, "first_name": "Ada", "last_name": NAME, "phone": PHONE, "address1": STREET}
NEVER = (EMAIL, "ada.lovelace", NAME, PHONE, "5550100", STREET, TOKEN, TOKEN[6:])


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """Everything that is logged meanwhile, from DEBUG on, as production would write it."""
    told = logs.logging("DEBUG", discreetly=True)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    form = dict(told["formatters"]["json"])
    handler.setFormatter(form.pop("()")(**form))
    handler.addFilter(discreet.TasksByName())
    root, celery = logging.getLogger(), logging.getLogger("celery")
    before, quiet = root.level, celery.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    celery.setLevel(logging.DEBUG)
    got: list[dict[str, Any]] = []
    yield got
    root.removeHandler(handler)
    root.setLevel(before)
    celery.setLevel(quiet)
    text = stream.getvalue()
    got += [json.loads(line) for line in text.splitlines()]  # each is a document
    assert got, "nothing was logged: the test shows nothing"
    assert [secret for secret in NEVER if secret in text] == []


def quote_the_row(*_: Any, **__: Any) -> dict[int, str]:
    """PostgreSQL's own message shows the whole row that it refuses."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO members_identity (value) VALUES (%s)", [f"{EMAIL} {NAME} {TOKEN}"[:64]])
    raise AssertionError("it was not refused")


def test_a_webhook_that_cannot_be_worked(
    lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(rules())
    monkeypatch.setattr(drain, "work", quote_the_row)
    order = store.order("10.00") | {"email": EMAIL, "phone": PHONE, "customer": {"id": 7001, **PERSON}}
    said = environ(json.dumps(order).encode(), topic="orders/paid", shop=store.shop.domain)
    assert door.answer(said, now=NOW) == 200
    assert door.answer(said | {"HTTP_X_SHOPIFY_HMAC_SHA256": "x" * 44}, now=NOW) == 401
    drain.drain()
    assert Delivery.objects.get(shop=store.shop, state="ready").attempts == 1


def test_a_view_that_breaks_and_one_that_is_not_there(
    lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(rules())
    client = Client(raise_request_exception=False)
    query = proxied(store.shop.domain, "7001", email=EMAIL)
    assert client.get(f"/proxy/data?{query}").status_code == 200
    assert client.get(f"/no/{EMAIL}/{TOKEN}").status_code == 404
    assert client.get(f"/proxy/data?{query}&signature=forged").status_code >= 400
    monkeypatch.setattr(Teller, "data", quote_the_row)
    assert client.get(f"/proxy/data?{query}").status_code == 500


def test_a_task_that_fails(lines: list[dict[str, Any]]) -> None:
    @app.task(name="loyalty.tests.fails")
    def fails(whom: str) -> None:
        quote_the_row()

    fails.apply(args=(EMAIL,))
    del app.tasks["loyalty.tests.fails"]


def test_what_somebody_writes_without_thinking(lines: list[dict[str, Any]]) -> None:
    log = structlog.get_logger("loyalty.tests")
    log.warning("no answer", why=f"{EMAIL} is not known; Authorization: Bearer {TOKEN}", shop=3)
    try:
        raise ValueError(f"{NAME} has no {PHONE}") from KeyError(STREET)
    except ValueError:
        log.exception("it failed", shop=3)


def test_where_it_happened_is_told_all_the_same() -> None:
    try:
        quote_the_row()
    except Exception as error:  # noqa: BLE001
        told = discreet.told((type(error), error, error.__traceback__))
    assert "django.db.utils.IntegrityError" in told
    assert "psycopg.errors.NotNullViolation 23502" in told
    assert "test_logs.py" in told
    assert "cursor.execute" in told


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to ada@tea.example now", "write to …@… now"),
        ("Authorization: Bearer abcdef123456", "Authorization: Bearer …"),
        ("/letters/stop/0Ab3456789012345678901234567/", "/letters/stop/…/"),
        ("loyalty.desk.tasks.review_everybody took 3 s", "loyalty.desk.tasks.review_everybody took 3 s"),
        ("a delivery failed", "a delivery failed"),
        ("the token is missing", "the token is missing"),
    ],
)
def test_masks_hide_secrets_and_leave_words(text: str, kept: str) -> None:
    assert discreet.mask(text) == kept
