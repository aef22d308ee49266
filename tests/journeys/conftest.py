"""The whole product as a merchant's box runs it, a pretend store beside it, and a real Chromium."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState
from pytest_django import DjangoDbBlocker

from loyalty.runtime import ports
from loyalty.runtime.demo.plan import Plan
from loyalty.runtime.demo.store import Store
from tests import template

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Town:
    """The app and the store with their addresses, the store's control door, and fresh browser profiles."""

    app: str
    store: str
    control: Store
    browser: Browser
    env: dict[str, str]  # for commands beside it
    merchant: StorageState | None = None
    profiles: list[BrowserContext] = field(default_factory=list)

    def profile(self, **options: Any) -> Page:
        """A page in a profile of its own; scripts that fail fail the test."""
        context = self.browser.new_context(**options)
        context.set_default_timeout(30_000)
        self.profiles.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page


@pytest.fixture(scope="module")
def database(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock(), template.copied() as url:
        yield url


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, database: str, request: pytest.FixtureRequest
) -> Iterator[Town]:
    plan = Plan(ports.free(), ports.free(), tmp_path_factory.mktemp("town") / "var", once=True)
    plan.var.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOYALTY_", "DJANGO_", "DATABASE_URL"))}
    secrets = {
        "LOYALTY_SHOPIFY_CLIENT_ID": "journey-app",
        "LOYALTY_SHOPIFY_CLIENT_SECRET": "journey-secret-of-32-letters",
    }
    env = kept | plan.environment() | secrets | {"DATABASE_URL": database}
    env.pop("DEMO_IS_PLANNED")
    devstore = (
        *(sys.executable, "-m", "devstore", "--port", str(plan.devstore_port), "--app-url", plan.app),
        *("--app-toml", "shopify.app.toml", "--extension", "extensions/rewards", "--retry-scale", "0.0002"),
        *("--client-id", "journey-app", "--client-secret", secrets["LOYALTY_SHOPIFY_CLIENT_SECRET"]),
    )
    serve = (sys.executable, "manage.py", "serve", "--port", str(plan.port))
    with Running(serve, env) as app, Running(devstore, env) as store:
        chromium: Browser = request.getfixturevalue("chromium")  # starts while they do
        app.is_ready()
        store.is_ready()
        control = Store(plan.store)
        control.wait_until_up(20)
        yield Town(plan.app, plan.store, control, chromium, env)


class Running:
    """A process that says "ready:" on its first line; in the end it and all it started are gone at once.

    That a signal stops them in order is shown by tests/runtime/test_serve.py, and takes seconds.
    """

    def __init__(self, command: tuple[str, ...], env: dict[str, str]) -> None:
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Running":
        return self

    def is_ready(self) -> None:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line.startswith("ready:"), line

    def __exit__(self, *_: object) -> None:
        started = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        for one in started:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait(30)
        psutil.wait_procs(started, 30)


@pytest.fixture(autouse=True)
def _profiles_are_closed(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "town" in request.fixturenames:
        made = request.getfixturevalue("town")
        while made.profiles:
            made.profiles.pop().close()


def put(town: Town, what: str, given: dict[str, Any]) -> None:
    """PUT to the store's control door."""
    answer = httpx.put(f"{town.store}/_control/shops/{town.control.domain}/{what}", json=given)
    assert answer.status_code < 400, answer.text
