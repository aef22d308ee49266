"""Points become money off, and come back with the goods: earned, redeemed, applied, paid, half refunded.

The tests of this file are one story and run in its order.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Town
from tests.journeys.shopping import fill_in, open_widget, signed_in

SHOPPER = "may@example.com"
TEA, POT = "first-flush-darjeeling", "stoneware-teapot"  # 28.00 and 36.90
FIVE = {"id": "five", "kind": "amount_off", "cost": 500, "amount": "5.00"}


def test_a_merchant_publishes_a_reward_of_five_dollars(town: Town) -> None:
    page = town.profile()
    page.goto(f"{town.store}/admin/apps")
    page.click("#install-app")
    page.click("#install")
    expect(page).to_have_url(re.compile(rf"^{town.app}/panel/"))
    page.goto(f"{town.app}/panel/earning/")
    page.fill("[name=points]", "5")
    page.fill("[name=hold_days]", "0")
    page.uncheck("[name=join]")
    page.get_by_role("button", name="Save and see the effect").click()
    expect(page.get_by_text("The draft is saved.").first).to_be_visible()
    page.goto(f"{town.app}/panel/earning/document/")
    box = page.locator("textarea").first
    document: dict[str, Any] = json.loads(box.input_value())
    box.fill(json.dumps(document | {"rewards": [FIVE]}))
    page.get_by_role("button", name="Save and see the effect").click()
    expect(page.get_by_text("The draft is saved.").first).to_be_visible()
    page.get_by_role("button", name="Publish as version 1").click()
    expect(page.get_by_text("Version 1 is live")).to_be_visible()
    page.goto(f"{town.store}/admin/themes")
    for one in page.locator("input[name=on]").all():
        one.check()
    page.get_by_role("button", name="Save").click()
    town.merchant = page.context.storage_state()


def test_a_shopper_earns_and_takes_five_dollars_for_five_hundred_points(town: Town) -> None:
    shopper = signed_in(town, SHOPPER)
    open_widget(shopper, town).get_by_role("button", name="Join for free").click()
    _pay(shopper, town, TEA, POT, POT)  # $101.80: 509 points
    widget = _rewards(shopper, town)
    expect(widget.locator(".balance .number")).to_have_text("509")
    _photograph(shopper, "1-rewards")
    widget.get_by_role("button", name="Choose").click()
    expect(widget.get_by_text("Use 500 points for “$5.00 off”?")).to_be_visible()
    _photograph(shopper, "2-sure")
    widget.get_by_role("button", name="Yes, please").click()
    expect(widget.locator(".fresh code")).to_have_text(re.compile("^[2-9A-Z]{17}$"))
    expect(widget.locator(".balance .number")).to_have_text("9")
    _photograph(shopper, "3-code")


def test_the_code_takes_five_dollars_off_and_the_rest_earns(town: Town) -> None:
    shopper = signed_in(town, SHOPPER)
    for handle in (TEA, TEA):
        _into_the_cart(shopper, town, handle)
    _rewards(shopper, town).get_by_role("link", name="Apply to cart").click()
    expect(shopper).to_have_url(re.compile("/cart"))
    expect(shopper.locator("body")).to_contain_text("5.00")
    _photograph(shopper, "4-cart")
    shopper.goto(f"{town.store}/checkout")
    fill_in(shopper)
    _photograph(shopper, "5-checkout")
    shopper.click("#pay-now")
    expect(shopper).to_have_url(re.compile("thank|orders"))
    widget = open_widget(shopper, town)
    expect(widget.get_by_text("5 points per $1 on $51.00 of goods")).to_be_visible()
    expect(widget.locator(".balance .number")).to_have_text("264")  # 9 and 255
    _photograph(shopper, "6-earned")
    widget.get_by_role("button", name="See all rewards").click()
    expect(widget.locator("[data-had]")).to_contain_text("Used")


def test_half_goes_back_and_both_kinds_of_points_come_back_exactly(town: Town) -> None:
    admin = town.profile()
    admin.goto(f"{town.store}/admin/orders")
    admin.locator("a", has_text=re.compile(r"^#\d+")).first.click()
    tea = admin.locator("label", has_text=re.compile("Darjeeling")).first
    admin.locator(f"#{tea.get_attribute('for')}").fill("1")
    admin.click("#refund")
    shopper = signed_in(town, SHOPPER)
    widget = open_widget(shopper, town)
    # $25.50 of goods are kept: 127 points of 255; and half of the 500 came back: 9 + 127 + 250.
    expect(widget.locator(".balance .number")).to_have_text("386")
    expect(widget.get_by_text("so 250 points came back too")).to_be_visible()
    expect(widget.get_by_text("After the refund $25.50 of goods are kept")).to_be_visible()
    _photograph(shopper, "7-back")


def _into_the_cart(page: Page, town: Town, handle: str) -> None:
    page.goto(f"{town.store}/products/{handle}")
    page.get_by_role("button", name="Add to cart").click()


def _pay(page: Page, town: Town, *goods: str) -> None:
    for handle in goods:
        _into_the_cart(page, town, handle)
    page.goto(f"{town.store}/checkout")
    fill_in(page)
    page.click("#pay-now")
    expect(page).to_have_url(re.compile("thank|orders"))


def _rewards(page: Page, town: Town) -> Locator:
    """The widget with its rewards open."""
    widget = open_widget(page, town)
    widget.get_by_role("button", name="See all rewards").click()
    expect(widget.get_by_role("button", name="Back", exact=True)).to_be_visible()
    return widget


def _photograph(page: Page, name: str) -> None:
    """Into the folder that SHOTS names, to be looked at."""
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"redeeming-{name}.png")
