"""A programme's life, end to end: a preset, its cost on the shop's own year, another rate, an order, and back.

The tests of this file are one story and run in its order.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Town
from tests.journeys.managing import installed, published, switched_on
from tests.journeys.shopping import into_the_cart, join, open_widget, pay, signed_in

TEA = "first-flush-darjeeling"  # costs 28.00
SHOPPER = "may@example.com"


@pytest.fixture
def merchant(town: Town) -> Page:
    return town.profile(storage_state=town.merchant)


def test_a_store_with_a_year_of_orders_takes_the_app(town: Town) -> None:
    people = [town.control.customer(name, "Lee") for name in ("Ann", "Bea", "Cai", "Dan", "Eve")]
    now = datetime.now(UTC)
    page = installed(town)
    for n in range(26):
        at = now - timedelta(days=14 * n + 2)
        town.control.order(lines=[{"handle": TEA}], at=at, customer=people[n % len(people)])
    town.control.settle()
    switched_on(page, town)


def test_a_preset_is_picked_by_what_it_would_have_cost_and_published(town: Town, merchant: Page) -> None:
    merchant.goto(f"{town.app}/panel/earning/presets/")
    card = merchant.locator(".preset").filter(has=merchant.get_by_role("heading", name="Simple cashback"))
    card.scroll_into_view_if_needed()
    expect(card).to_contain_text("On your latest 26 orders")
    expect(card).to_contain_text("$7.28 or 1% of sales")
    _photograph(merchant, "1-preset")
    card.get_by_role("button", name="Use this").click()
    expect(merchant.get_by_text("The preset is your draft now.")).to_be_visible()
    _photograph(merchant, "2-draft")
    published(merchant, 1)


def test_an_order_earns_by_the_preset(town: Town) -> None:
    shopper = signed_in(town, SHOPPER)
    join(shopper, town)
    expect(_earned(_bought(shopper, town), 1)).to_have_count(1)


def test_the_rate_is_changed_its_effect_is_seen_and_it_is_published(town: Town, merchant: Page) -> None:
    merchant.goto(f"{town.app}/panel/earning/")
    merchant.get_by_label("Points", exact=True).first.fill("2")
    merchant.get_by_role("button", name="Save and see the effect").click()
    expect(merchant.locator(".what-if")).to_contain_text("2%")
    expect(merchant.locator(".changes").first).to_contain_text("2 points per $1")
    _photograph(merchant, "3-difference")
    published(merchant, 2)
    _photograph(merchant, "4-published")


def test_the_next_order_earns_by_the_new_version_and_the_one_before_keeps_its_own(town: Town) -> None:
    widget = _bought(signed_in(town, SHOPPER), town)
    expect(_earned(widget, 2)).to_have_count(1)
    expect(_earned(widget, 1)).to_have_count(1)
    _photograph(widget.page, "5-earned")


def test_going_back_restores_the_terms_for_the_order_after(town: Town, merchant: Page) -> None:
    merchant.goto(f"{town.app}/panel/earning/versions/")
    merchant.get_by_role("link", name="Go back to this").click()
    expect(merchant.locator(".what-if")).to_contain_text("With this")
    _photograph(merchant, "6-back")
    merchant.get_by_role("button", name="Go back to version 1").click()
    expect(merchant.get_by_text("You are back.")).to_be_visible()
    _photograph(merchant, "7-versions")

    widget = _bought(signed_in(town, SHOPPER), town)
    expect(_earned(widget, 1)).to_have_count(2)
    expect(_earned(widget, 2)).to_have_count(1)
    _photograph(widget.page, "8-restored")


def _bought(shopper: Page, town: Town) -> Locator:
    """One tea, paid for; then the open widget."""
    into_the_cart(shopper, town, TEA)
    pay(shopper, town)
    return open_widget(shopper, town)


def _earned(widget: Locator, rate: int) -> Locator:
    """The lines of the history that an order wrote at this rate, with their reason."""
    unit = "point" if rate == 1 else "points"
    return widget.get_by_text(f"{rate} {unit} per $1 on $28.00 of goods")


def _photograph(page: Page, name: str) -> None:
    """Into the folder that SHOTS names, to be looked at."""
    if os.environ.get("SHOTS"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"journey-{name}.png", full_page=True)
