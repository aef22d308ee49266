"""The theme extension as a store draws it: Liquid, settings, the signed proxy."""

from playwright.sync_api import Page, expect

from tests.widget import states
from tests.widget.conftest import Store
from tests.widget.site import Site


def test_the_embed_puts_the_launcher_on_every_page(page: Page, store: Store, site: Site) -> None:
    site.data = states.MEMBER
    page.goto(store.url)
    page.get_by_role("button", name="Rewards").click()
    expect(page.locator(".balance .number")).to_have_text("1,240")
    assert site.count("GET /proxy/data?locale=en") == 1
    [asked] = [request for request in site.requests if "/proxy/data" in request]
    assert "signature=" in asked


def test_the_product_block_says_what_the_product_earns(page: Page, store: Store, site: Site) -> None:
    site.quotes = {"3690": 184}
    page.goto(f"{store.url}/products/stoneware-teapot")
    expect(page.locator("loyalty-earn").get_by_role("status")).to_have_text("Earn 184 points with this")


def test_the_merchants_settings_arrive(page: Page, store: Store) -> None:
    store.set(block_settings={"app-embed": {"colour": "#ffd400", "placement": "start", "offset_side": 40}})
    page.goto(store.url)
    launcher = page.get_by_role("button", name="Rewards")
    expect(launcher).to_have_css("background-color", "rgb(255, 212, 0)")
    expect(launcher).to_have_css("color", "rgb(0, 0, 0)")
    box = launcher.bounding_box()
    assert box
    assert box["x"] == 40


def test_switched_off_nothing_of_ours_is_on_the_page(page: Page, store: Store, site: Site) -> None:
    store.set(blocks={"app-embed": False, "earn-points": False})
    page.goto(f"{store.url}/products/stoneware-teapot")
    expect(page.locator("loyalty-rewards, loyalty-earn")).to_have_count(0)
    assert "rewards-loader" not in page.content()
    assert site.requests == []
