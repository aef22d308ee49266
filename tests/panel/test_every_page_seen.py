"""Every page of the panel, in a shop that is full and in one that is empty: fit for a phone and sound for axe."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.axe import serious
from tests.cast import Cast
from tests.panel.every_page import filled, pages
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, overflows, page_for

pytestmark = pytest.mark.django_db(transaction=True)


def picture(page: Page, path: str, shop: str) -> None:
    """Wide and narrow, into the folder PANEL_SHOTS; none without it."""
    folder = os.environ.get("PANEL_SHOTS")
    if not folder:
        return
    name = re.sub("[^a-z0-9]+", "-", path.removeprefix("/panel")).strip("-") or "home"
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=Path(folder, f"{shop}-{name}-{width}.png"), full_page=True)


def judged(page: Page, paths: list[str], shop: str) -> dict[str, list[str]]:
    """What is wrong, by page; everything that folds is open."""
    heard, wrong = listen(page), {}
    for path in paths:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = [*serious(page), *(["scrolls sideways"] if overflows(page) else []), *heard]
        if found:
            wrong[path] = found
        heard.clear()
        page.set_viewport_size({"width": 1280, "height": 800})
        if overflows(page):
            wrong.setdefault(path, []).append("scrolls sideways on a desk")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = false)")
        picture(page, path, shop)
    return wrong


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
