"""The panel in a real browser: wide and as narrow as a phone, judged by axe."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.axe import brought_along, serious
from tests.cast import Cast
from tests.panel.story import signed_in


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The people, where a live server must see them; for modules that import it."""
    return Cast()


def page_for(browser: Browser, address: str, user: User, *, width: int = 1280) -> Page:
    """A page of somebody signed in."""
    cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=address)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    brought_along(context)
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


def wrong(shows: Locator, *, name: str = "", contrast: bool = True) -> list[str]:
    """What axe finds on a page as wide as a phone, and whether it scrolls sideways there or on a desk.

    `shows` is what only the page that is meant has: right after a click there is still the one before, or none.
    With the folder PANEL_SHOTS, pictures of both into it.
    """
    page = shows.page
    expect(shows).to_be_visible()
    page.wait_for_load_state()
    folder, found = os.environ.get("PANEL_SHOTS"), []
    now = page.viewport_size
    for width in (1280, 360) if now and now["width"] == 1280 else (360, 1280):
        if page.viewport_size != (size := ViewportSize(width=width, height=800)):
            page.set_viewport_size(size)
        if page.evaluate(SIDEWAYS):
            found.append(f"scrolls sideways at {width}")
        if width == 360:
            found += serious(page, contrast=contrast)
        if folder and name:
            page.screenshot(path=Path(folder, f"{name}-{width}.png"), full_page=True)
    return found


def unfolded(page: Page) -> None:
    """What folds is opened."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def sound(page: Page, path: str) -> None:
    """Goes there; all of it fits, and nobody complains."""
    heard = listen(page)
    page.goto(path)
    unfolded(page)
    assert [*wrong(page.locator("main")), *heard] == [], path


SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
