"""Rewards in Chromium: no fault for axe, room on a phone, the preview beside the form by itself."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.programmes.publish import save_draft
from tests.cast import NOW, Cast
from tests.panel.building import FULL, drafted
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, page_for, wrong
from tests.panel.redeeming import buried, redeem, refused, used_after_all, with_rewards
from tests.panel.story import order
from tests.panel.test_reward_form import EVERY, PAGE

pytestmark = pytest.mark.django_db(transaction=True)


def look(shows: Locator, name: str) -> None:
    assert wrong(shows, name=name) == [], name


def at(page: Page, path: str) -> Locator:
    """Goes there; what the page shows."""
    page.goto(path)
    return page.locator("main")


def test_a_reward_is_built_by_clicking_and_shown_as_members_will_see_it(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    rewards = [one | {"id": f"r{n}", "title": f"Reward {n}"} for n, one in enumerate(EVERY)]
    document = FULL | {"rewards": [*FULL["rewards"], *rewards]}
    save_draft(programme_id=cast.shop.programme_id, document=document, base=1, by="ann", now=NOW)
    order(cast.shop, "1001", 1200)
    lines = [{"product": str(n), "title": f"Mountain tea {n}"} for n in range(30)]
    cast.shop.orders.update(state={"header": {"lines": lines}})
    page = page_for(browser, live_server.url, cast.owner)
    heard = listen(page)
    look(at(page, PAGE), "rewards")
    page.click("text=Add a reward")
    page.fill("#id_title", "Five off")
    page.fill("#id_amount", "5")
    page.fill("#id_cost", "500")
    look(page.locator(".as-shown .price", has_text="500 points"), "reward-new")
    page.check("#id_sliding")
    page.fill("#id_slider_min", "100")
    page.wait_for_selector("text=450 points = $4.50")
    page.click("text=Which goods")
    page.fill("[name=products_find]", "tea 29")
    expect(page.locator("#pick-products .ticked label")).to_have_count(1)
    page.check("text=Mountain tea 29")
    page.click("text=Who, when and how many")
    page.select_option("#when-add", "member.tier")
    page.click("#when >> text=Add condition")
    page.check("#when >> text=Gold")
    look(page.locator("#when >> text=Gold"), "reward-slider")
    page.click("button.primary:has-text('Save as draft')")
    page.wait_for_selector("text=The draft is saved")
    made = drafted(cast).rewards[-1]
    assert (made.id, made.slider and made.slider.min, made.products) == ("five-off", 100, ("29",))
    assert made.when is not None
    for number in (0, 4, 7, 9):
        look(at(page, f"{PAGE}r{number}/"), f"reward-{EVERY[number]['kind']}")
    assert heard == []


def test_redemptions_and_giving_fit_and_are_accessible(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    with_rewards(cast)
    for made in (redeem(cast, "mug"), buried(cast), refused(cast), used_after_all(cast)):
        last = made
    session = redeem(cast, "class", session="may", member=cast.cheat.pk)
    page = page_for(browser, live_server.url, cast.owner)
    heard = listen(page)
    for name, path in (
        ("redemptions", "redemptions/"),
        ("redemptions-stuck", "redemptions/?problem=stuck"),
        ("redemptions-none", "redemptions/?text=NOTHING"),
        ("redemption-problem", f"redemptions/{last.public}/"),
        ("redemption", f"redemptions/{session.public}/"),
        ("member", f"{cast.loyal.pk}/"),
    ):
        look(at(page, f"/panel/members/{path}"), name)
    page.goto(f"/panel/members/redemptions/{session.public}/")
    page.fill("#why", "The teacher is ill")
    page.press("#withdraw button", "Enter")
    look(page.get_by_text("Is this right?"), "redemption-withdraw")
    page.goto(f"/panel/members/{cast.loyal.pk}/")
    page.fill("#id_give_why", "For the broken cup")
    page.press("#give button", "Enter")
    look(page.get_by_text("Costs the member"), "give")
    look(at(page, "/panel/"), "home")
    look(at(page, PAGE), "rewards-counted")
    stranger = page_for(browser, live_server.url, cast.stranger)
    look(at(stranger, "/panel/members/redemptions/"), "redemptions-empty")
    assert heard == []
