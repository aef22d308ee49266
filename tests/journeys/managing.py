"""What merchants do in the pretend store's admin and in the panel, in a browser."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Town


def installed(town: Town) -> Page:
    """The merchant, in the panel to which installing has led."""
    page = town.profile()
    page.goto(f"{town.store}/admin/apps")
    page.click("#install-app")
    page.click("#install")
    expect(page).to_have_url(re.compile(rf"^{town.app}/panel/"))
    return page


def a_rate_without_holding(page: Page, town: Town, *, points: int) -> None:
    page.goto(f"{town.app}/panel/earning/")
    page.fill("[name=points]", str(points))
    page.fill("[name=hold_days]", "0")
    page.uncheck("[name=join]")
    page.get_by_role("button", name="Save and see the effect").click()
    expect(page.get_by_text("The draft is saved.").first).to_be_visible()


def written_into_the_document(page: Page, town: Town, change: dict[str, Any]) -> None:
    page.goto(f"{town.app}/panel/earning/document/")
    box = page.locator("textarea").first
    document: dict[str, Any] = json.loads(box.input_value())
    box.fill(json.dumps(document | change))
    page.get_by_role("button", name="Save and see the effect").click()
    expect(page.get_by_text("The draft is saved.").first).to_be_visible()


def published(page: Page, version: int) -> None:
    page.get_by_role("button", name=f"Publish as version {version}").click()
    expect(page.get_by_text(f"Version {version} is live")).to_be_visible()


def switched_on(page: Page, town: Town) -> None:
    """The app's blocks in the theme; the merchant stays signed in for the tests after."""
    page.goto(f"{town.store}/admin/themes")
    for box in page.locator("input[name=on]").all():
        box.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The online store shows it from now on.")).to_be_visible()
    town.merchant = page.context.storage_state()


def order_page(town: Town, *, oldest: bool = False) -> Page:
    admin = town.profile()
    admin.goto(f"{town.store}/admin/orders")
    orders = admin.locator("a", has_text=re.compile(r"^#\d+"))
    (orders.last if oldest else orders.first).click()
    expect(admin.locator("#refund")).to_be_visible()
    return admin


def gives_back(admin: Page, what: str) -> None:
    """One piece of a line, by the refund form of its order's page."""
    line = admin.locator("label", has_text=re.compile(what, re.IGNORECASE)).first
    admin.locator(f"#{line.get_attribute('for')}").fill("1")
    admin.click("#refund")
    expect(said(admin)).to_contain_text("Refunded")


def said(admin: Page) -> Locator:
    """What the store's admin says after a deed."""
    return admin.locator("p.note")
