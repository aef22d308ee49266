"""What shoppers do in the pretend store, in a browser; each deed ends when what it brings is there."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Town


def signed_in(town: Town, email: str) -> Page:
    """A profile of its own, signed in to the store; an account is made where there is none."""
    page = town.profile()
    for form in ("register", "login"):  # somebody of that address may shop here already
        answer = page.context.request.post(f"{town.store}/account/{form}", form={"email": email})
        if answer.url == f"{town.store}/account":
            return page
    raise AssertionError(f"{email} could not sign in: {answer.url}")


def open_widget(page: Page, town: Town) -> Locator:
    page.goto(f"{town.store}/")
    widget = page.locator("loyalty-rewards")
    widget.locator("button").first.click()
    dialog = widget.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def join(page: Page, town: Town) -> None:
    widget = open_widget(page, town)
    widget.get_by_role("button", name="Join for free").click()
    expect(widget.get_by_text("Welcome! You are in.")).to_be_visible()


def into_the_cart(page: Page, town: Town, handle: str) -> None:
    page.goto(f"{town.store}/products/{handle}")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", name="Your cart")).to_be_visible()


def pay(page: Page, town: Town, *, street: str = "", email: str = "") -> None:
    """The checkout, to its thanks; an address is filled in where it is not known yet."""
    page.goto(f"{town.store}/checkout")
    if email and page.locator("#email").count():
        page.fill("#email", email)
    if street:
        page.fill("#address1", street)
    for name in ("name", "address1", "city", "zip"):
        box = page.locator(f"#{name}")
        if box.count() and not box.input_value():
            box.fill("10001" if name == "zip" else "May Ling")
    page.click("#pay-now")
    expect(page).to_have_url(re.compile("thank|orders"))


def asked_again_until(shown: Locator, again: Callable[[], object], *, seconds: float = 60) -> None:
    """What a worker still has to bring is on the page, which does not bring it by itself; `again` waits for it."""
    deadline = time.monotonic() + seconds
    while not shown.count() and time.monotonic() < deadline:
        shown.page.wait_for_timeout(100)
        again()
    expect(shown.first).to_be_visible()
