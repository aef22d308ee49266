"""The main job, end to end, with nothing pretended but the store: install, buy, see the points, give back.

The tests of this file are one story and run in its order.
"""

import re
import time
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Town, put
from tests.journeys.managing import (
    a_rate_without_holding,
    gives_back,
    installed,
    order_page,
    published,
    said,
    switched_on,
)
from tests.journeys.shopping import into_the_cart, open_widget, pay, signed_in

GOODS = (("first-flush-darjeeling", "28.00"), ("stoneware-teapot", "36.90"))


def test_a_merchant_installs_publishes_five_per_dollar_and_switches_the_widget_on(town: Town) -> None:
    page = installed(town)
    a_rate_without_holding(page, town, points=5)
    published(page, 1)
    switched_on(page, town)


def test_a_shopper_buys_and_within_five_seconds_the_open_widget_shows_the_points_and_the_sum(
    town: Town,
) -> None:
    shopper = signed_in(town, "may@example.com")
    widget = open_widget(shopper, town)
    widget.get_by_role("button", name="Join for free").click()
    expect(widget.get_by_text("Nothing here yet.")).to_be_visible()
    expect(widget.get_by_role("button", name="Join for free")).to_have_count(0)

    till = shopper.context.new_page()
    for handle, _ in GOODS:
        into_the_cart(till, town, handle)
    pay(till, town)

    shopper.bring_to_front()
    _has(widget, "324")
    why = "5 points per $1 on $64.90 of goods; tax and shipping don't earn."
    expect(widget.get_by_text(why)).to_be_visible()
    widget.locator("details summary").first.click()
    expect(
        widget.get_by_text("$64.90 at 5 points per $1 = 324.5, rounded down to 324 points")
    ).to_be_visible()


def test_the_product_page_says_what_it_earns(town: Town) -> None:
    shopper = town.profile()
    shopper.goto(f"{town.store}/products/{GOODS[0][0]}")
    expect(shopper.get_by_text("Earn 140 points with this")).to_be_visible()


def test_one_line_goes_back_and_exactly_the_right_points_are_left(town: Town) -> None:
    shopper = signed_in(town, "may@example.com")
    widget = open_widget(shopper, town)
    gives_back(order_page(town, oldest=True), "Stoneware Teapot")
    shopper.bring_to_front()
    _has(widget, "140")
    expect(widget.get_by_text("After the refund $28.00 of goods are kept")).to_be_visible()


def test_the_order_is_cancelled_and_nothing_is_left(town: Town) -> None:
    shopper = signed_in(town, "may@example.com")
    widget = open_widget(shopper, town)
    admin = order_page(town, oldest=True)
    admin.locator("details", has=admin.locator("#cancel")).locator("summary").click()
    admin.click("#cancel")
    expect(said(admin)).to_have_text("Order cancelled.")
    shopper.bring_to_front()
    _has(widget, "0")
    expect(widget.get_by_text("The order was cancelled, so its 140 points were taken back.")).to_be_visible()


def test_three_orders_with_every_webhook_three_times_in_random_order_give_the_same_books(town: Town) -> None:
    calm = _three_orders(town, "calm@example.com")
    put(town, "chaos", {"duplicates": 3, "shuffle": True, "shuffle_window_ms": 1500, "seed": 7})
    wild = _three_orders(town, "wild@example.com")
    put(town, "chaos", {"reset": True})
    assert calm == wild
    assert calm["available_text"] == "833 points"


def test_the_merchant_sees_every_delivery_worked_and_the_member_with_reasons(town: Town) -> None:
    page = town.profile(storage_state=town.merchant)
    page.goto(f"{town.app}/panel/deliveries/?state=parked")
    expect(page.locator("main tbody tr")).to_have_count(0)
    page.goto(f"{town.app}/panel/members/")
    page.get_by_role("row", name=re.compile("833")).get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(
        "$73.80 at 5 points per $1 = 369, rounded down to 369 points"
    )


def _has(widget: Locator, points: str) -> None:
    """The balance, big, within five seconds; time that the host took from this machine does not count."""
    hero = widget.locator("p", has_text=re.compile(rf"^{points}\s*points$"))
    began, (taken, ticks) = time.monotonic(), _stolen()
    expect(hero).to_be_visible(timeout=60_000)
    took = time.monotonic() - began
    taken_since, ticks_since = _stolen()
    share = (taken_since - taken) / max(1, ticks_since - ticks)
    assert took * (1 - share) <= 5, f"{took:.1f} s, of which {share:.0%} were taken by the host"


def _stolen() -> tuple[int, int]:
    """Ticks that the host gave to others, and all ticks, since the machine started."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return ticks[7], sum(ticks)


def _three_orders(town: Town, email: str) -> dict[str, Any]:
    """64.90 kept whole; 64.90 with the teapot sent back; 101.80 after an added teapot, partly refunded."""
    store = town.control
    person = store.control("customers", {"email": email, "first_name": "A", "last_name": "B"})
    goods = [{"handle": handle} for handle, _ in GOODS]

    def order() -> dict[str, Any]:
        return store.control("orders", {"customer_id": person["id"], "lines": goods})

    order()
    second, third = order(), order()
    store.control(f"orders/{second['id']}/refund", {"lines": {"1": 1}})
    store.control(f"orders/{third['id']}/edit", {"add": [{"handle": "stoneware-teapot"}]})
    store.control(f"orders/{third['id']}/refund", {"lines": {"0": 1}, "amount": "28.00"})
    store.settle()
    return _books(town, email)


def _books(town: Town, email: str) -> dict[str, Any]:
    """What the storefront tells this customer, once all that the store has sent is worked."""
    shopper = signed_in(town, email)
    deadline = time.monotonic() + 60
    with psycopg.connect(town.env["DATABASE_URL"], autocommit=True) as books:
        while books.execute("SELECT FROM inbox_delivery WHERE state = 'ready' LIMIT 1").rowcount:
            assert time.monotonic() < deadline, "deliveries are waiting"
            time.sleep(0.1)
    told = shopper.context.request.get(f"{town.store}/apps/rewards/data").json()
    return {key: told["member"][key] for key in ("available_text", "pending", "debt")}


def test_the_panel_works_inside_the_stores_own_admin_without_any_cookie(town: Town) -> None:
    """No sign-in of ours: the session token of the store's admin says who it is, on every click."""
    page = town.profile()
    page.goto(f"{town.store}/admin/apps/rewards")
    panel = page.frame_locator("iframe")
    expect(panel.get_by_role("heading", name="Home")).to_be_visible()
    panel.get_by_role("link", name="Members").first.click()
    expect(panel.get_by_role("heading", name="Members", exact=True).first).to_be_visible()
    panel.get_by_role("link", name="Programme").first.click()
    panel.locator("[name=points]").fill("7")
    panel.get_by_role("button", name="Save and see the effect").click()
    expect(panel.get_by_text("The draft is saved.").first).to_be_visible()
    assert not [one for one in page.context.cookies() if one["name"] == "sessionid"]
