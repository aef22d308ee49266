"""Without its database the door says 503, at once, and takes webhooks again as soon as it is back."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from loyalty.common.postgres import embedded
from loyalty.inbox.models import Delivery
from tests.inbox.knock import knock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nobody_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """Connections lead to a folder without a server until the patch is undone."""
    connection.close()
    with monkeypatch.context() as patch:
        patch.setattr(embedded, "ensure", lambda *_, **__: str(tmp_path))
        patch.setitem(connection.settings_dict, "HOST", str(tmp_path))
        yield patch


def test_a_database_that_is_down_is_503_within_a_second(nobody_home: pytest.MonkeyPatch) -> None:
    started = time.monotonic()
    assert knock() == 503
    assert time.monotonic() - started < 1
    assert knock(sign="A" * 43 + "=") == 401
    nobody_home.undo()
    assert knock() == 200
    assert Delivery.objects.count() == 1


def test_a_connection_that_died_is_replaced_without_a_word() -> None:
    assert knock() == 200
    params = {**connection.get_connection_params(), "cursor_factory": None}
    with psycopg.connect(**params) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    assert knock() == 200
    assert Delivery.objects.count() == 2
