"""Points become money off, and come back with the goods: earned, redeemed, applied, paid, half refunded.

The tests of this file are one story and run in its order.
"""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Town
from tests.journeys.managing import (
    a_rate_without_holding,
    gives_back,
    installed,
    order_page,
    published,
    switched_on,
    written_into_the_document,
)
from tests.journeys.shopping import into_the_cart, join, open_widget, pay, signed_in

SHOPPER = "may@example.com"
TEA, POT = "first-flush-darjeeling", "stoneware-teapot"  # 28.00 and 36.90
FIVE = {"id": "five", "kind": "amount_off", "cost": 500, "amount": "5.00"}


def test_a_merchant_publishes_a_reward_of_five_dollars(town: Town) -> None:
    page = installed(town)
    a_rate_without_holding(page, town, points=5)
    written_into_the_document(page, town, {"rewards": [FIVE]})
    published(page, 1)
    switched_on(page, town)


def test_a_shopper_earns_and_takes_five_dollars_for_five_hundred_points(town: Town) -> None:
    shopper = signed_in(town, SHOPPER)
    join(shopper, town)
    for handle in (TEA, POT, POT):  # $101.80: 509 points
        into_the_cart(shopper, town, handle)
    pay(shopper, town)
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
        into_the_cart(shopper, town, handle)
    _rewards(shopper, town).get_by_role("link", name="Apply to cart").click()
    expect(shopper).to_have_url(re.compile("/cart"))
    expect(shopper.locator("body")).to_contain_text("5.00")
    _photograph(shopper, "4-cart")
    pay(shopper, town)
    _photograph(shopper, "5-paid")
    widget = open_widget(shopper, town)
    expect(widget.get_by_text("5 points per $1 on $51.00 of goods")).to_be_visible()
    expect(widget.locator(".balance .number")).to_have_text("264")  # 9 and 255
    _photograph(shopper, "6-earned")
    widget.get_by_role("button", name="See all rewards").click()
    expect(widget.locator("[data-had]")).to_contain_text("Used")


def test_half_goes_back_and_both_kinds_of_points_come_back_exactly(town: Town) -> None:
    gives_back(order_page(town), "Darjeeling")
    shopper = signed_in(town, SHOPPER)
    widget = open_widget(shopper, town)
    # $25.50 of goods are kept: 127 points of 255; and half of the 500 came back: 9 + 127 + 250.
    expect(widget.locator(".balance .number")).to_have_text("386")
    expect(widget.get_by_text("so 250 points came back too")).to_be_visible()
    expect(widget.get_by_text("After the refund $25.50 of goods are kept")).to_be_visible()
    _photograph(shopper, "7-back")


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
