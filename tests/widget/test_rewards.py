"""Rewards in the widget: choose, confirm, code; and back."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.widget import states
from tests.widget.site import Site
from tests.widget.test_accessibility import PHONE, WIDE, faults
from tests.widget.window import focused, open_panel, visit

TAKEN = states.REWARDS | {"member": states.person("joined", 740), "mine": [states.COMING, states.UNDONE]}
BUSY = {"error": {"code": "not_enough", "message": "That is more than you have: 40 points are left."}}


def look(page: Page, site: Site) -> list[str]:
    """The panel with its rewards open."""
    faults = open_panel(page, site)
    page.get_by_role("button", name="See all rewards").click()
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_visible()
    return faults


def stand_still(page: Page) -> None:
    """From now on the page's clock goes on only when told to: a slow machine changes nothing."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def pass_by(page: Page, milliseconds: int) -> None:
    """In steps; each ends when what it asks is answered."""
    asked: set[Request] = set()
    deadline = time.monotonic() + 60
    page.on("request", lambda request: asked.update([request]))
    page.on("response", lambda answer: asked.discard(answer.request))
    for _ in range(0, milliseconds, 100):
        page.clock.run_for(100)
        page.wait_for_timeout(10)
        while asked and time.monotonic() < deadline:
            page.wait_for_timeout(10)


def card(page: Page, reward: str) -> Locator:
    return page.locator(f"[data-offer={reward}]")


def test_opening_shows_the_first_rewards_and_looking_brings_the_rest_in_once(page: Page, site: Site) -> None:
    site.data = states.REWARDS
    assert open_panel(page, site) == []
    expect(page.locator("[data-part=redeem] li")).to_have_count(3)
    assert site.count("redeem.js") == 0
    for _ in range(2):
        page.get_by_role("button", name="See all rewards").click()
        expect(page.get_by_role("heading", name="Yours to choose")).to_be_visible()
        page.get_by_role("button", name="Back", exact=True).click()
        expect(page.get_by_role("heading", name="Ways to earn")).to_be_visible()
        assert focused(page) == "rewards"
    assert site.count("redeem.js") == 1
    assert site.count("/data?") == 1, "looking asks for nothing more"


def test_each_reward_says_what_it_costs_or_what_is_missing(page: Page, site: Site) -> None:
    site.data = states.REWARDS
    assert look(page, site) == []
    expect(card(page, "five")).to_contain_text("500 points")
    expect(card(page, "pot")).to_contain_text("760 points to go")
    expect(card(page, "pot").get_by_role("progressbar", name="760 points to go")).to_have_attribute(
        "value", "62"
    )
    expect(card(page, "gold")).to_contain_text("For Gold members")
    for refused in ("pot", "gold"):
        expect(card(page, refused).get_by_role("button")).to_have_count(0)


def test_a_reward_is_confirmed_taken_and_its_code_is_there_at_once(page: Page, site: Site) -> None:
    site.data, site.joined = states.REWARDS, TAKEN | {"redeemed": states.COMING}
    page.clock.install()
    look(page, site)
    card(page, "five").get_by_role("button", name="Choose").click()
    expect(card(page, "five")).to_contain_text("Use 500 points for “$5.00 off”?")
    assert site.posted() == []
    assert focused(page) == "yes-five"
    stand_still(page)
    with page.expect_response("**/redeem?*"):
        page.keyboard.press("Enter")
    fresh = page.locator(".fresh")
    expect(fresh.get_by_role("heading", name="It is yours!")).to_be_focused()
    [sent] = site.posted()
    assert {key: sent[key] for key in ("nonce", "reward")} == {"nonce": "for-redeeming", "reward": "five"}
    assert re.fullmatch(r"[A-Za-z0-9_-]{8,64}", sent["key"])
    site.data = TAKEN | {"mine": [states.READY]}
    pass_by(page, 1_500)
    expect(fresh.locator("code")).to_have_text(states.CODE)
    page.clock.resume()
    link = fresh.get_by_role("link", name="Apply to cart")
    expect(link).to_have_attribute("href", f"/discount/{states.CODE}?redirect=/cart")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fresh.get_by_role("button", name="Copy").click()
    expect(fresh.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == states.CODE


def test_a_code_that_is_late_comes_by_itself_and_the_shopper_is_told(page: Page, site: Site) -> None:
    site.data, site.joined = states.REWARDS, TAKEN | {"redeemed": states.COMING}
    page.clock.install()
    look(page, site)
    card(page, "five").get_by_role("button", name="Choose").click()
    stand_still(page)
    page.get_by_role("button", name="Yes, please").click()
    expect(page.locator(".fresh")).to_contain_text("Your code comes by itself")
    pass_by(page, 5_500)
    asked = site.count("/data?")
    assert 4 <= asked <= 9, "a few times, further and further apart, beside the panel's own asking"
    expect(page.locator(".fresh")).to_contain_text("Your code comes by itself")


def test_not_now_takes_nothing(page: Page, site: Site) -> None:
    site.data = states.REWARDS
    look(page, site)
    card(page, "five").get_by_role("button", name="Choose").click()
    page.get_by_role("button", name="Not now").click()
    expect(card(page, "five").get_by_role("button", name="Choose")).to_be_focused()
    assert focused(page) == "use-five"
    assert site.posted() == []


def test_a_slider_goes_by_key_and_says_what_it_comes_to(page: Page, site: Site) -> None:
    site.data, site.joined = states.REWARDS, TAKEN | {"redeemed": states.COMING}
    look(page, site)
    slider = card(page, "some").get_by_role("slider")
    slider.focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    expect(card(page, "some")).to_contain_text("450 points = $4.50")
    expect(slider).to_have_attribute("aria-valuetext", "450 points = $4.50")
    card(page, "some").get_by_role("button", name="Choose").click()
    expect(card(page, "some")).to_contain_text("Use 450 points for “$4.50”?")
    page.get_by_role("button", name="Yes, please").click()
    expect(page.locator(".fresh")).to_be_visible()
    assert site.posted()[0]["points"] == 450


def test_the_date_of_an_experience_is_chosen_among_those_with_seats(page: Page, site: Site) -> None:
    site.data, site.joined = states.REWARDS, TAKEN | {"redeemed": states.COMING}
    look(page, site)
    date = card(page, "class").get_by_role("combobox")
    expect(date.locator("option:disabled")).to_have_text(
        "June 6, 2027, 10:00 AM, at the shop · No seat is left"
    )
    date.select_option("july")
    expect(card(page, "class")).to_contain_text("1 seat left")
    card(page, "class").get_by_role("button", name="Choose").click()
    expect(card(page, "class")).to_contain_text("July 4, 2027, 10:00 AM, at the shop")
    page.get_by_role("button", name="Yes, please").click()
    expect(page.locator(".fresh")).to_be_visible()
    assert site.posted()[0]["session"] == "july"


def test_points_spent_elsewhere_meanwhile_are_told_of_and_nothing_is_lost(page: Page, site: Site) -> None:
    site.data, site.refusal = states.REWARDS, BUSY
    look(page, site)
    card(page, "five").get_by_role("button", name="Choose").click()
    site.data = states.REWARDS | {"member": states.person("joined", 40)}
    page.get_by_role("button", name="Yes, please").click()
    expect(card(page, "five").get_by_role("alert")).to_have_text(
        "That is more than you have: 40 points are left."
    )
    expect(page.locator(".balance .number")).to_have_text("40")
    expect(page.locator(".fresh")).to_have_count(0)


def test_a_wish_whose_answer_was_lost_is_repeated_under_the_same_key(page: Page, site: Site) -> None:
    site.data, site.joined = states.REWARDS, TAKEN | {"redeemed": states.COMING}
    look(page, site)
    card(page, "five").get_by_role("button", name="Choose").click()
    page.route("**/redeem?*", lambda route: route.abort())
    with page.expect_request("**/redeem?*") as lost:
        page.get_by_role("button", name="Yes, please").click()
    expect(card(page, "five").get_by_role("alert")).to_contain_text("nothing is taken twice")
    page.unroute("**/redeem?*")
    page.get_by_role("button", name="Yes, please").click()
    expect(page.locator(".fresh")).to_be_visible()
    assert site.posted() == [lost.value.post_data_json]


def test_an_unused_reward_is_given_back(page: Page, site: Site) -> None:
    undoing = states.READY | {
        "state": "ending",
        "state_text": "Being undone",
        "code": "",
        "apply": "",
        "can_undo": False,
    }
    site.data = states.REWARDS
    look(page, site)
    site.joined = states.REWARDS | {"mine": [undoing], "redeemed": undoing}
    page.get_by_role("button", name="Get 500 points back").click()
    expect(page.locator("[data-had=r1]")).to_contain_text("Being undone")
    expect(page.locator("code")).to_have_count(0)
    [sent] = site.posted()
    assert (sent["nonce"], sent["id"]) == ("for-undoing", "r1")


def test_a_link_in_the_shop_opens_the_rewards(page: Page, site: Site) -> None:
    site.data = states.REWARDS
    visit(page, site, "/#rewards-redeem")
    expect(page.get_by_role("heading", name="Yours to choose")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{site.url}/")
    page.get_by_role("button", name="Rewards").click()
    expect(page.get_by_role("heading", name="Ways to earn")).to_be_visible()


def test_a_visitor_sees_what_points_are_good_for_and_how_to_begin(page: Page, site: Site) -> None:
    site.data = states.LOOKING
    assert look(page, site) == []
    expect(page.get_by_role("link", name="Join for free")).to_be_visible()
    expect(page.get_by_text("Join to use this")).to_have_count(3)
    expect(page.get_by_role("button", name="Choose")).to_have_count(0)


def test_where_nothing_can_be_had_the_panel_says_so(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    visit(page, site, "/#rewards-redeem")
    expect(page.get_by_text("There is nothing to choose from just now.")).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_role("button", name="See all rewards")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_among_the_rewards_and_they_fit_a_phone(
    page: Page, site: Site, scheme: str
) -> None:
    page.set_viewport_size(PHONE)
    site.data, site.attributes = states.REWARDS, f'scheme="{scheme}"'
    look(page, site)
    card(page, "five").get_by_role("button", name="Choose").click()
    expect(page.get_by_role("button", name="Yes, please")).to_be_visible()
    assert faults(page) == []
    assert page.evaluate(WIDE) == []


def test_the_launcher_looks_the_same_after_the_panel_was_open(page: Page, site: Site) -> None:
    visit(page, site)
    launcher = page.get_by_role("button", name="Rewards")
    look_of = "node => [getComputedStyle(node).backgroundColor, node.getBoundingClientRect().height]"
    before = launcher.evaluate(look_of)
    launcher.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert launcher.evaluate(look_of) == before
