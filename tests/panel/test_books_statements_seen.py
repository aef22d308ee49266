"""Donations and sponsors in Chromium: no fault for axe, no sideways scrolling on a phone."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.cast import DOCUMENT, Cast
from tests.panel.looking import cast as cast
from tests.panel.looking import page_for, sound
from tests.panel.story import order
from tests.panel.test_books_statements import BOOKS, DONATIONS, LATER, TEN, give
from tests.presets.drafting import second_version

pytestmark = pytest.mark.django_db(transaction=True)


def test_statements_are_accessible_and_fit(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    supplier = {
        "id": "tea",
        "on": "order_paid",
        "award": {"points": 2, "per": "1.00"},
        "sponsor": "Leaf & Sons",
    }
    second_version(cast, earning=[*DOCUMENT["earning"], supplier], rewards=[TEN])
    order(cast.shop, "1", 10_000, at=LATER)
    for key in ("a", "b"):
        give(cast.shop, key)
    page = page_for(browser, live_server.url, cast.owner)
    for path in (
        BOOKS,
        DONATIONS,
        DONATIONS + "?first=2026-05-01&last=2026-04-01",
        DONATIONS + "?first=2001-01-01",
    ):
        sound(page, path)
