"""The panel's pages in Chromium: no fault for axe, no sideways scrolling on a phone, everything by keyboard."""

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.adjustments.give import give
from loyalty.adjustments.models import Request, Upload
from loyalty.adjustments.second_person import refuse
from loyalty.desk.standing import balance
from loyalty.ledger.models import Transaction
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from loyalty.shops.models import Shop
from tests.adjustments.desk import limit, ordered, person, uploaded, worked
from tests.cast import NOW, Cast
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, page_for, wrong
from tests.panel.story import busy_member

HEADER = "customer,points,reason\n"
pytestmark = pytest.mark.django_db(transaction=True)


def adjusted(cast: Cast) -> list[Upload]:
    """Files in every state, and requests: waiting, one's own, refused."""
    limit(cast, largest=100, second=True)
    rows = HEADER + "".join(f"{8000 + n % 6},{n + 1},A gift {n}\n" for n in range(12)) + "=1+1,1e3,\n"
    states = [uploaded(cast, rows), uploaded(cast, rows), uploaded(cast, rows.replace("gift", "cup"))]
    for row in states[1:]:
        ordered(cast, row, skips=True)
    worked(states[1])
    Upload.objects.filter(pk=states[2].pk).update(started_at=NOW, worked_at=NOW)
    asked = uploaded(cast, HEADER + "8000,5000,A large gift\n")
    ordered(cast, asked)
    for user in (cast.staff, cast.owner, cast.staff):
        by = person(user, cast.shop)
        who = by_customer(shop=cast.shop, customer="8000")
        assert who is not None
        give(shop=cast.shop, member_id=who.pk, points=500, why="Sorry", by=by, key=str(uuid4()), now=NOW)
    last = Request.objects.latest("id")
    refuse(shop=cast.shop, request_id=last.pk, why="Too much", by=person(cast.owner, cast.shop), now=NOW)
    return [*states, asked]


def test_refused_forms_are_accessible_and_begin_at_their_fault(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    who = busy_member(cast.shop)
    page = page_for(browser, live_server.url, cast.owner)
    page.goto("/panel/earning/")
    page.fill("#id_per", "none")
    page.click("text=Save and see the effect")
    refused = page.locator("#id_per[aria-invalid=true]")
    expect(refused).to_be_focused()
    expect(refused).to_have_value("none")
    assert wrong(refused) == []
    page.goto(f"/panel/members/{who.pk}/")
    page.fill("#id_points", "-5000")
    page.fill("#id_why", "too much")
    page.click("text=See the effect")
    refused = page.locator("#id_points[aria-invalid=true]")
    expect(refused).to_be_focused()
    assert wrong(refused) == []


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never came to {selector}")


def test_points_are_given_with_the_keyboard_alone(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    who = busy_member(cast.shop)
    page = page_for(browser, live_server.url, cast.staff)
    page.goto("/panel/members/")
    _tab_to(page, f"a[href='/panel/members/{who.pk}/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/members/{who.pk}/")
    _tab_to(page, "#id_points")
    page.keyboard.type("50")
    _tab_to(page, "#id_why")
    page.keyboard.type("Sorry for the broken cup")
    _tab_to(page, "#adjust button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Is this right?")
    assert not Transaction.objects.filter(kind="adjustment").exists()
    _tab_to(page, "button[name=confirm]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The balance is adjusted.")
    assert _available(who) == 334


def test_a_double_click_posts_once(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    who = busy_member(cast.shop)
    page = page_for(browser, live_server.url, cast.staff)
    page.goto(f"/panel/members/{who.pk}/")
    page.fill("#id_points", "50")
    page.fill("#id_why", "Sorry")
    page.click("text=See the effect")
    page.dblclick("button[name=confirm]")
    page.wait_for_selector(".notice")
    page.go_back()
    page.wait_for_load_state()
    if page.locator("button[name=confirm]").count():
        page.click("button[name=confirm]")
        page.wait_for_selector(".notice")
    assert _available(who) == 334
    assert Transaction.objects.filter(kind="adjustment").count() == 1


def test_the_example_follows_what_one_types(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    page = page_for(browser, live_server.url, cast.owner)
    heard = listen(page)
    page.goto("/panel/earning/")
    page.wait_for_selector("#example:has-text('324 points')")
    page.fill("#id_points", "10")
    page.wait_for_selector("#example:has-text('649 points')")
    page.select_option("#id_rounding", "up")
    page.fill("#id_per", "7")
    page.wait_for_selector("#example:has-text('93 points')")
    page.fill("#id_points", "x")
    page.wait_for_selector("#example:has-text('Fill in')")
    assert heard == []


def _available(who: Member) -> int:
    return balance(shop=Shop.objects.get(programme=who.programme), member_id=who.pk, now=NOW).available


def test_a_file_is_posted_in_the_browser_and_the_page_follows_to_the_end(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    who = busy_member(cast.shop)
    page = page_for(browser, live_server.url, cast.staff)
    heard = listen(page)
    page.goto("/panel/members/")
    page.click("text=Adjust many")
    data = (HEADER + "7001,50,A gift\n=1,1e3,\n").encode()
    page.set_input_files("#id_file", {"name": "gifts.csv", "mimeType": "text/csv", "buffer": data})
    page.click("text=Upload and see the effect")
    page.click("text=Post 1 adjustment")
    refused = page.get_by_text("Nothing was posted. Tick this")
    expect(refused).to_be_visible()
    expect(page.locator("#skips")).to_be_focused()
    assert wrong(refused) == []
    page.check("#skips")
    page.click("text=Post 1 adjustment")
    page.wait_for_selector("progress")
    worked(Upload.objects.get())
    page.wait_for_selector("text=1 adjustment was posted.")
    expect(page.locator("progress")).to_have_count(0)
    assert _available(who) == 334
    assert heard == []
