"""What every test may ask for."""

import os
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management.commands import flush as django_flush
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from loyalty.runtime import prepare
from tests import template
from tests.cast import Cast

expect.set_options(timeout=30_000)  # a browser on a busy machine is slow, not wrong
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if (
    os.environ.get("CI") != "true"
):  # Hypothesis has a profile for CI that is as patient and picks no other examples
    settings.load_profile("busy")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
SLOW = ("tests/journeys/", "tests/runtime/", "tests/laws/", "tests/presets/", "tests/panel/")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("CI") == "true":
        config.option.reuse_db = False
    if not hasattr(config, "workerinput"):
        prepare.words()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no hand is left with it at the end."""
    items.sort(key=lambda item: (not item.nodeid.startswith(SLOW), not item.path.stem.endswith("_seen")))


def lacking(what: str) -> None:
    """Skips by name what this machine cannot show; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed, and CI must have it")
    pytest.skip(f"{what} is not installed here")


@pytest.fixture(scope="session")
def needs_chromium() -> str:
    """Path of a Chromium that playwright can launch."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        lacking("chromium")
    return str(found)


@pytest.fixture(scope="session")
def chromium(needs_chromium: str) -> Iterator[Browser]:
    """The one browser of a hand; two drivers in a process do not get on either."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=needs_chromium, args=list(QUIET))


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """It, and without the profiles of this test afterwards."""
    before = set(chromium.contexts)
    yield chromium
    for context in set(chromium.contexts) - before:
        context.close()


@pytest.fixture(scope="session")
def needs_redis() -> str:
    """Path of redis-server."""
    found = shutil.which("redis-server")
    if not found:
        lacking("redis-server")
    return str(found)


@pytest.fixture(scope="session")
def needs_gettext() -> str:
    """Path of GNU gettext's xgettext."""
    found = shutil.which("xgettext")
    if not found:
        lacking("gettext")
    return str(found)


OF_MIGRATIONS = ("django_content_type", "auth_permission")
EMPTIED = """
DO $$ DECLARE one text; filled boolean; BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH one IN ARRAY ARRAY[{tables}] LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || one || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || one; END IF;
  END LOOP;
END $$
"""


@pytest.fixture(scope="session", autouse=True)
def _what_is_full_is_emptied_between_tests() -> None:
    """Of a hundred tables a test fills ten, and to truncate one takes longer than to delete what is there.

    The books refuse both; only this steps around their triggers. What Django writes after migrations stays.
    """

    def flush(self: DatabaseOperations, style: Any, tables: Sequence[str], **kwargs: Any) -> list[str]:
        names = ", ".join(f"'{self.quote_name(name)}'" for name in tables if name not in OF_MIGRATIONS)
        return [EMPTIED.format(tables=names)] if names else []

    setattr(DatabaseOperations, "sql_flush", flush)  # noqa: B010 - a plain assignment has no right type
    setattr(django_flush, "emit_post_migrate_signal", lambda *_, **__: None)  # noqa: B010


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The migrations run once, not once a hand: the databases of the tests are copies."""
    with django_db_blocker.unblock():
        template.prepared()


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    caches["limits"].clear()


@pytest.fixture(autouse=True)
def _every_test_begins_in_english() -> None:
    """A request leaves its language behind in the thread of the tests."""
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of a small shop; see tests/cast.py."""
    return Cast()
