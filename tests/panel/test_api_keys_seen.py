"""A key made, copied, used and revoked in Chromium, wide and as narrow as a phone."""

import pytest
from playwright.sync_api import Browser, Locator, expect
from pytest_django.live_server_helper import LiveServer

from tests.api.program import Program
from tests.cast import Cast
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, page_for, wrong

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(shows: Locator, name: str) -> None:
    assert wrong(shows, name=name) == [], name


def test_an_owner_makes_copies_and_revokes_a_key(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    page = page_for(browser, live_server.url, cast.owner)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    heard = listen(page)
    page.goto("/panel/settings/")
    page.click("text=API keys")
    looked_at(page.get_by_role("button", name="Make the key"), "keys-empty")
    page.click("text=Make the key")
    looked_at(page.get_by_text("Tick at least one"), "keys-refused")
    page.fill("#id_name", "The till in the Old Town")
    page.check("text=Look members up")
    page.check("text=Give and take points")
    page.click("text=Make the key")
    page.click("button:has-text('Copy')")
    page.wait_for_selector("button:has-text('Copied')")
    token = str(page.evaluate("navigator.clipboard.readText()"))
    looked_at(page.get_by_role("button", name="Copied"), "key-made")
    assert Program(token).get("members").status_code == 200
    page.click("text=I have copied it")
    expect(page.get_by_role("rowheader", name="The till in the Old Town")).to_be_visible()
    expect(page.get_by_text("I have copied it")).to_have_count(0)
    assert token not in page.content()
    page.click("summary:has-text('Revoke')")
    looked_at(page.get_by_role("button", name="Yes, revoke it"), "keys")
    page.click("text=Yes, revoke it")
    looked_at(page.get_by_text("The key is revoked"), "keys-revoked")
    assert Program(token).get("members").status_code == 401
    assert heard == []


def test_the_page_about_the_api_is_readable(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    page = page_for(browser, live_server.url, cast.owner)
    heard = listen(page)
    page.goto("/api/docs/")
    page.click("summary >> nth=0")
    looked_at(page.locator("main"), "docs")
    assert heard == []
