"""A member brings a friend: link, welcome, order, both wait, both have it, a refund takes it back; a cheat is held.

The tests of this file are one story and run in its order.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import ROOT, Town
from tests.journeys.managing import (
    a_rate_without_holding,
    gives_back,
    installed,
    order_page,
    published,
    switched_on,
    written_into_the_document,
)
from tests.journeys.shopping import asked_again_until, into_the_cart, open_widget, pay, signed_in

MEMBER, CHEAT = "may@example.com", "may.second@mail.example"
FRIEND = "bo@mail.example"
POT = "stoneware-teapot"  # 36.90
WELCOME = {"id": "hello", "title": "$5 off your first order", "kind": "amount_off", "amount": "5.00"}
REFERRAL = {
    "advocate": {"points": 200}, "friend": {"points": 100}, "hold_days": 14, "friend_offer": "hello", "prefix": "TEA",
}  # fmt: skip
LINK: list[str] = []
PROFILES: dict[str, Any] = {}
LATER = """
from datetime import timedelta
from django.utils import timezone
from loyalty.desk import daily
daily.catch_up(now=timezone.now() + timedelta(days=15))
"""


def test_a_merchant_rewards_friends(town: Town) -> None:
    page = installed(town)
    a_rate_without_holding(page, town, points=1)
    written_into_the_document(page, town, {"rewards": [WELCOME], "referral": REFERRAL})
    published(page, 1)
    switched_on(page, town)


def test_a_member_finds_their_link(town: Town) -> None:
    member = signed_in(town, MEMBER)
    open_widget(member, town).get_by_role("button", name="Join for free").click()
    widget = member.locator("loyalty-rewards")
    expect(widget.get_by_text("your friend gets $5 off your first order")).to_be_visible()
    widget.get_by_role("link", name="Bring a friend").click()
    expect(member).to_have_url(re.compile("/friends"))
    with member.expect_response(lambda answer: answer.request.method == "POST"):
        member.reload()
    field = member.locator("[data-link]")
    expect(field).to_have_value(re.compile(rf"^{town.store}/apps/rewards/friend\?ref=TEA-"))
    member.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=town.store)
    member.get_by_role("button", name="Copy the link").click()
    expect(member.get_by_text("Copied")).to_be_visible()
    _photograph(member, "1-link")
    LINK.append(field.input_value())
    PROFILES["member"] = member.context.storage_state()


def test_a_friend_in_a_fresh_profile_gets_the_welcome_and_buys(town: Town) -> None:
    friend = town.profile()
    friend.goto(LINK[0])
    expect(friend.get_by_role("heading", name="A friend sent you")).to_be_visible()
    _photograph(friend, "2-landing")
    _asks(friend)
    expect(friend.locator(".rewards-gift")).to_be_visible()
    code = friend.locator(".rewards-gift code")
    asked_again_until(code, lambda: _asks(friend))  # the code is made in the store by a worker
    expect(code).to_have_text(re.compile("^[2-9A-Z]{17}$"))
    _photograph(friend, "3-welcome")
    # Each visit with a link notes it in the basket; the pretend store's basket lives in a cookie, which an answer
    # that comes after the discount would put back to what it was before.
    friend.wait_for_load_state("networkidle")
    friend.get_by_role("link", name="Start shopping with it").click()
    expect(friend).to_have_url(f"{town.store}/")
    _buy(friend, town, "12 Elm Road")


def test_both_see_it_wait_and_then_have_it(town: Town) -> None:
    member = town.profile(storage_state=PROFILES["member"])
    member.goto(f"{town.store}/apps/rewards/friends")
    asked_again_until(member.get_by_text("Bought; yours on"), member.reload)
    _photograph(member, "4-states")
    assert FRIEND not in member.content()
    widget = open_widget(member, town)
    expect(widget.get_by_text("200 points on the way").first).to_be_visible()
    friend = signed_in(town, FRIEND)
    widget = open_widget(friend, town)
    expect(widget.get_by_text("100 points on the way").first).to_be_visible()
    PROFILES["friend"] = friend.context.storage_state()
    _weeks_pass(town)
    for who, points in (("member", "200"), ("friend", "131")):  # 36.90 less 5.00 are 31 points
        page = town.profile(storage_state=PROFILES[who])
        expect(open_widget(page, town).locator(".balance .number")).to_have_text(points)
        _photograph(page, f"5-{who}")


def test_a_refund_takes_both_back(town: Town) -> None:
    gives_back(order_page(town), "teapot")
    for who in ("member", "friend"):
        page = town.profile(storage_state=PROFILES[who])
        page.goto(f"{town.store}/apps/rewards/page")
        nothing = re.compile(r"^\s*0 points\s*$")
        asked_again_until(page.locator(".rewards-balance", has_text=nothing), page.reload)
        _photograph(page, f"6-refunded-{who}")


def test_a_second_account_in_the_members_own_browser_is_held_with_reasons(town: Town) -> None:
    state = PROFILES["member"]
    cheat = town.profile(storage_state=state)
    cheat.goto(f"{town.store}/account/logout")
    with cheat.expect_response(re.compile("/cart/update.js")):
        cheat.goto(LINK[0].replace("/apps/rewards/friend?", "/?"))
    expect(cheat.get_by_role("link", name="A friend sent you")).to_be_visible()
    _photograph(cheat, "7-visit")
    cheat.goto(f"{town.store}/account/register")
    cheat.fill("#email", CHEAT)
    cheat.get_by_role("button", name="Create account").click()
    expect(cheat).to_have_url(f"{town.store}/account")
    _buy(cheat, town, "12 Mill Avenue")
    cheat.goto(f"{town.store}/apps/rewards/page")
    asked_again_until(cheat.get_by_text("The shop looks at it first"), cheat.reload)
    _photograph(cheat, "8-held")


def _asks(friend: Page) -> None:
    friend.get_by_label("Your e-mail address").fill(FRIEND)
    with friend.expect_navigation():
        friend.get_by_role("button", name="Get my welcome").click()


def _weeks_pass(town: Town) -> None:
    """The clock of the daily round is turned; nothing else is."""
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", LATER], cwd=ROOT, env=town.env, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def _buy(page: Page, town: Town, street: str) -> None:
    into_the_cart(page, town, POT)
    pay(page, town, street=street, email=FRIEND)


def _photograph(page: Page, name: str) -> None:
    """Into the folder that SHOTS names, to be looked at."""
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"friends-{name}.png")
