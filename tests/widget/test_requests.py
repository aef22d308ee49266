"""What the panel asks of the server, how often, and what it does with the answers."""

import time
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.widget import states
from tests.widget.site import Site
from tests.widget.window import open_panel, visit

JOINED = states.MEMBER | {"member": states.person("joined", 324), "nonce": None}


def test_the_closed_launcher_asks_nothing(page: Page, site: Site) -> None:
    visit(page, site)
    page.wait_for_timeout(300)
    assert site.count("/apps/rewards/data") == 0
    assert site.count("panel.js") == 0


def test_opening_asks_for_the_data_once(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    open_panel(page, site)
    page.wait_for_timeout(500)
    assert site.count("/apps/rewards/data") == 1
    assert site.count("panel.js") == 1
    assert site.count("panel.css") == 0


def test_an_open_panel_asks_again_and_an_unchanged_answer_has_no_body(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    open_panel(page, site)
    page.evaluate("document.querySelector('loyalty-rewards').shadowRoot.querySelector('.balance').mark = 1")
    with page.expect_response("**/data?*") as second:
        pass
    assert second.value.status == 304
    deadline = time.monotonic() + 30
    while len(site.statuses) < 2 and time.monotonic() < deadline:  # the store notes it after it has answered
        page.wait_for_timeout(20)
    assert site.statuses == [200, 304]
    kept = "document.querySelector('loyalty-rewards').shadowRoot.querySelector('.balance').mark"
    assert page.evaluate(kept) == 1


def test_a_closed_panel_stops_asking(page: Page, site: Site) -> None:
    page.clock.install()
    open_panel(page, site)
    with page.expect_response("**/data?*"):
        page.clock.run_for(3_300)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    asked = site.count("/apps/rewards/data")
    page.clock.run_for(9_900)
    page.wait_for_timeout(100)
    assert site.count("/apps/rewards/data") == asked


def test_a_failed_refresh_keeps_what_was_shown_and_says_so(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    open_panel(page, site)
    site.status = 503
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("alert")).to_contain_text("We could not refresh just now.")
    expect(page.locator(".balance .number")).to_have_text("1,240")
    site.status = 200
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_joining_posts_the_permit_and_a_key_once(page: Page, site: Site) -> None:
    site.data, site.joined, site.delay = states.GUEST, JOINED, 0.2
    open_panel(page, site)
    page.get_by_role("button", name="Join and claim").dblclick()
    expect(page.get_by_text("Welcome! You are in.")).to_be_visible()
    expect(page.get_by_role("button", name="Join and claim")).to_have_count(0)
    [sent] = site.posted()
    assert sent["nonce"] == "n0nce"
    assert UUID(sent["key"]).version == 4
    assert set(sent) == {"nonce", "key"}


def test_a_join_whose_answer_was_lost_is_tried_again_under_the_same_key(page: Page, site: Site) -> None:
    site.data, site.status = states.GUEST, 200
    open_panel(page, site)
    button = page.get_by_role("button", name="Join and claim")
    page.route("**/join?*", lambda route: route.abort())
    with page.expect_request("**/join?*") as lost:
        button.click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was changed")
    page.unroute("**/join?*")
    site.joined = JOINED
    button.click()
    expect(page.get_by_text("Welcome! You are in.")).to_be_visible()
    assert site.posted() == [lost.value.post_data_json]


def test_a_refused_join_says_why_and_changes_nothing(page: Page, site: Site) -> None:
    site.data = states.GUEST
    site.refusal = {"error": {"code": "nonce", "message": "This page is too old. Please reload it."}}
    open_panel(page, site)
    page.get_by_role("button", name="Join and claim").click()
    expect(page.get_by_role("alert")).to_have_text("This page is too old. Please reload it.")
    expect(page.get_by_text("Welcome!")).to_have_count(0)
    expect(page.get_by_text("Waiting for you")).to_be_visible()


def test_without_a_panel_the_page_of_the_app_opens_instead(page: Page, site: Site) -> None:
    page.route("**/panel.js*", lambda route: route.abort())
    visit(page, site)
    page.get_by_role("button", name="Rewards").click()
    page.wait_for_url("**/apps/rewards/page")
