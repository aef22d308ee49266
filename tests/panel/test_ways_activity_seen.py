"""The page of a way to earn for what members do, in Chromium: only its own boxes, no fault for axe."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.programmes.publish import save_draft
from tests.cast import NOW, Cast
from tests.panel.looking import cast as cast
from tests.panel.looking import page_for, sound
from tests.panel.test_ways_activity import WITH

pytestmark = pytest.mark.django_db(transaction=True)
WAYS = "/panel/earning/ways/"


def test_only_the_boxes_of_what_is_chosen_are_shown(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    save_draft(programme_id=cast.shop.programme_id, document=WITH, base=1, by="ann@tea.example", now=NOW)
    page = page_for(browser, live_server.url, cast.owner)
    for path in ("kwh/edit/", "here/edit/"):
        sound(page, WAYS + path)
    page.goto(f"{live_server.url}{WAYS}new/")
    doing, unit = page.get_by_label("What they do"), page.get_by_label("measured in")
    expect(doing).to_be_hidden()
    page.get_by_label("For", exact=True).select_option("activity")
    expect(doing).to_be_visible()
    expect(page.get_by_text("What counts besides goods")).to_be_hidden()
    expect(unit).to_be_hidden()
    page.get_by_label("It gives").select_option("per_quantity")
    expect(unit).to_be_visible()
    network, words = page.get_by_label("On which network"), page.get_by_label("What they read")
    expect(network).to_be_hidden()
    page.get_by_label("How members do it").select_option("link")
    expect(network).to_be_visible()
    expect(words).to_be_hidden()
    page.get_by_label("How members do it").select_option("consent")
    expect(words).to_be_visible()
    expect(network).to_be_hidden()
