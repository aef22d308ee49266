"""Presets, versions and the document in Chromium: axe, phones, and the whole way from preset to going back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.programmes.models import Draft, Version
from tests.cast import NOW, Cast
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, page_for, wrong
from tests.panel.story import order
from tests.presets.drafting import RULES, TIERS, draft, second_version

pytestmark = pytest.mark.django_db(transaction=True)


def year(cast: Cast) -> None:
    """Enough orders of several members to say something about."""
    for n in range(24):
        order(cast.shop, str(n), 4000 + 321 * n, customer=str(7001 + n % 5), at=NOW - timedelta(days=13 * n))


def settled(page: Page) -> None:
    """Everything that was asked for has come."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)


def test_the_pages_have_no_fault_and_fit(cast: Cast, browser: Browser, live_server: LiveServer) -> None:
    year(cast)
    second_version(cast, name="Tea points, with levels", tiers=TIERS)
    owner = page_for(browser, live_server.url, cast.owner)
    owner.set_default_timeout(30_000)
    heard = listen(owner)
    draft(cast, tiers=TIERS | {"levels": [*TIERS["levels"], {"id": "best", "title": "Best", "at": "250.00"}]})
    pages = {
        "rules": RULES,
        "gallery": RULES + "presets/",
        "versions": RULES + "versions/?from=1&to=2",
        "back": RULES + "versions/1/back/",
        "document": RULES + "document/",
    }
    for name, address in pages.items():
        owner.goto(address)
        settled(owner)
        assert wrong(owner.locator("main"), name=f"preset-{name}") == [], name
    owner.fill("#text", '{"name": "x", "teirs": {}}')
    owner.get_by_role("button", name="Save and see the effect").click()
    faults = owner.locator("#faults")
    expect(faults).to_contain_text("did you mean 'tiers'")
    assert wrong(faults, name="preset-document-wrong") == []
    assert heard == []


def test_from_a_preset_to_a_version_and_back(cast: Cast, browser: Browser, live_server: LiveServer) -> None:
    year(cast)
    page = page_for(browser, live_server.url, cast.owner)
    page.goto(RULES)
    page.get_by_role("link", name="Presets").click()
    card = page.locator(".preset").filter(has=page.get_by_role("heading", name="Simple cashback"))
    card.scroll_into_view_if_needed()
    expect(card).to_contain_text("1% of sales")
    card.get_by_role("button", name="Use this").click()
    expect(page.get_by_text("The preset is your draft now.")).to_be_visible()
    page.get_by_label("Points", exact=True).first.fill("2")
    page.get_by_role("button", name="Save and see the effect").click()
    expect(page.locator(".what-if")).to_contain_text("2%")
    page.get_by_role("button", name="Publish as version 2").click()
    expect(page.get_by_text("The rules are published.")).to_be_visible()
    page.get_by_role("link", name="Versions").click()
    page.get_by_role("link", name="Go back to this").click()
    expect(page.locator(".what-if")).to_contain_text("With this")
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_text("You are back.")).to_be_visible()
    rows = Version.objects.filter(programme=cast.programme).order_by("number")
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[2].back_to == 1
    assert not Draft.objects.filter(programme=cast.programme).exists()
