"""Every page of the panel, in a shop that is full and in one that is empty: fit for a phone and sound for axe."""

import re

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast
from tests.panel.every_page import filled, pages
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, page_for, unfolded, wrong

pytestmark = pytest.mark.django_db(transaction=True)


def judged(page: Page, paths: list[str], shop: str) -> dict[str, list[str]]:
    """What is wrong, by page; everything that folds is open."""
    heard, found = listen(page), {}
    for path in paths:
        page.goto(path)
        unfolded(page)
        name = re.sub("[^a-z0-9]+", "-", path.removeprefix("/panel")).strip("-") or "home"
        if faults := [*wrong(page.locator("main"), name=f"{shop}-{name}", contrast=shop == "full"), *heard]:
            found[path] = faults
        heard.clear()
    return found


def test_every_page_of_a_full_shop_fits_a_phone(
    cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    paths = filled(cast)
    assert len(paths) > 50
    assert judged(page_for(browser, live_server.url, cast.owner), paths, "full") == {}


def test_every_page_of_an_empty_shop_fits_a_phone(
    cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    paths = [path for path in pages(cast, {}) if "/new/" not in path]  # forms are the same everywhere
    assert judged(page_for(browser, live_server.url, cast.owner), paths, "empty") == {}
