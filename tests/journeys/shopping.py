"""What shoppers do in the pretend store, in a browser."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Town


def signed_in(town: Town, email: str) -> Page:
    """A profile of its own, signed in to the store; an account is made where there is none."""
    page = town.profile()
    page.goto(f"{town.store}/account/register")
    page.fill("#email", email)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_load_state()
    if "register" in page.url:  # somebody of that address shops here already
        page.goto(f"{town.store}/account/login")
        page.fill("#email", email)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state()
    return page


def open_widget(page: Page, town: Town) -> Locator:
    page.goto(f"{town.store}/")
    widget = page.locator("loyalty-rewards")
    widget.locator("button").first.click()
    dialog = widget.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def fill_in(till: Page) -> None:
    """The address at the checkout, where it is not known yet."""
    for name in ("name", "address1", "city", "zip"):
        box = till.locator(f"#{name}")
        if box.count() and not box.input_value():
            box.fill("10001" if name == "zip" else "May Ling")
