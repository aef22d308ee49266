"""The whole panel without a mouse."""

from playwright.sync_api import Page, expect

from tests.widget import states
from tests.widget.site import Site
from tests.widget.window import focused, open_panel, visit


def test_the_launcher_opens_by_key_and_takes_the_focus_back(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    visit(page, site)
    launcher = page.get_by_role("button", name="Rewards")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".balance")).to_be_visible()
    assert focused(page) == "close"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(launcher).to_be_focused()


def test_the_close_button_gives_the_focus_back_too(page: Page, site: Site) -> None:
    open_panel(page, site)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Rewards")).to_be_focused()


def test_tab_goes_through_every_stop_and_round_again(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    open_panel(page, site)
    stops = [focused(page)]
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(focused(page))
    assert stops == ["close", "line-9", "line-8", "line-7", "close"]
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "line-7"


def test_a_sum_opens_and_shuts_by_key(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    open_panel(page, site)
    step = page.get_by_text("Goods together: $64.90")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(step).to_be_visible()
    page.keyboard.press("Space")
    expect(step).to_be_hidden()


def test_focus_shows(page: Page, site: Site) -> None:
    open_panel(page, site)
    for _ in range(3):
        page.keyboard.press("Tab")
        ring = "() => getComputedStyle(document.querySelector('loyalty-rewards').shadowRoot.activeElement).outline"
        assert "3px" in page.evaluate(ring)


def test_the_address_of_the_history_opens_the_panel_at_it(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    visit(page, site, "/#rewards-history")
    heading = page.get_by_role("heading", name="Your history")
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(f"{site.url}/")


def test_a_link_in_the_shop_opens_the_history_again_and_again(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    visit(page, site)
    for _ in range(2):
        page.get_by_role("link", name="See your points").click()
        expect(page.get_by_role("heading", name="Your history")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_open_sum_and_the_focus_survive_fresh_figures(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    open_panel(page, site)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    site.data = states.MEMBER | {"member": states.person("joined", 1564)}
    expect(page.locator(".balance .number")).to_have_text("1,564")
    expect(page.get_by_text("Goods together: $64.90")).to_be_visible()
    assert focused(page) == "line-9"
    expect(page.get_by_role("status")).to_have_text("You now have 1,564 points.")
