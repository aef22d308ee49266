"""The panel in a real browser: wide and as narrow as a phone, judged by axe."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, Playwright

from tests.axe import serious
from tests.cast import Cast
from tests.panel.story import signed_in

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser(needs_chromium: str, driver: Playwright) -> Iterator[Browser]:
    """For modules that import it."""
    with chromium(driver, needs_chromium) as made:
        yield made


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The people, where a live server must see them; for modules that import it."""
    return Cast()


@contextmanager
def chromium(driver: Playwright, path: str) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
    try:
        yield browser
    finally:
        browser.close()


def page_for(browser: Browser, address: str, user: User, *, width: int = 1280) -> Page:
    """A page of somebody signed in."""
    cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=address)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    return context.new_page()


def listen(page: Page) -> list[str]:
    """Script errors and breaches of the CSP from now on; refused forms (422, 409) are no complaint."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda said: (
            heard.append(said.text) if said.type == "error" and "status of 4" not in said.text else None
        ),
    )
    return heard


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical in all of it."""
    return serious(page)


def overflows(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide
