"""axe finds nothing serious in any state, light or dark, on a desk or a phone, in either direction."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.axe import serious
from tests.widget import states
from tests.widget.chinese import CHINESE
from tests.widget.site import Site
from tests.widget.window import open_panel, visit

PHONE: ViewportSize = {"width": 360, "height": 640}
WIDE = """() => {
  const panel = document.querySelector("loyalty-rewards").shadowRoot.querySelector("dialog");
  return [document.documentElement, panel, panel.querySelector(".scroll")]
    .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className || node.localName);
}"""


def faults(page: Page) -> list[str]:
    """What axe calls serious or critical, in the widget alone: the rude page around it is not ours."""
    return serious(page, "loyalty-rewards", "loyalty-earn")


@pytest.mark.parametrize(("state", "scheme"), [*((s, "light") for s in states.STATES), ("member", "dark")])
def test_axe_finds_nothing_in_any_state(page: Page, site: Site, state: str, scheme: str) -> None:
    site.data, site.attributes = states.STATES[state], f'scheme="{scheme}"'
    open_panel(page, site)
    for summary in page.locator("summary").all():
        summary.click()
    assert faults(page) == []


@pytest.mark.parametrize("colour", ["#ffffff", "#ffd400", "#777777"])
def test_any_colour_of_a_merchant_can_be_read(page: Page, site: Site, colour: str) -> None:
    site.data, site.attributes = states.MEMBER, f'colour="{colour}"'
    open_panel(page, site)
    assert faults(page) == []


def test_axe_finds_nothing_in_a_failure(page: Page, site: Site) -> None:
    site.status = 500
    open_panel(page, site)
    assert faults(page) == []


def test_axe_finds_nothing_while_loading(page: Page, site: Site) -> None:
    site.delay = 2.0
    visit(page, site)
    page.get_by_role("button", name="Rewards").click()
    expect(page.locator("[aria-busy=true].scroll")).to_be_visible()
    assert faults(page) == []


def test_axe_finds_nothing_in_the_closed_launcher_and_the_product_line(page: Page, site: Site) -> None:
    site.quotes = {"1450": 72}
    visit(page, site)
    expect(page.get_by_text("Earn 72 points with this")).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("state", ["visitor", "guest", "member"])
def test_on_a_phone_the_panel_fills_the_height_and_nothing_runs_sideways(
    page: Page, site: Site, state: str
) -> None:
    page.set_viewport_size(PHONE)
    site.data = states.STATES[state]
    open_panel(page, site)
    for summary in page.locator("summary").all():
        summary.click()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0} | PHONE
    assert page.evaluate(WIDE) == []


def test_long_words_and_figures_fit_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    words = "Geschirrspülmaschinenreinigertablettenverpackung" * 2
    member = states.person("joined", 1, available_text="1,234,567,890 Geschirrspülpunkte")
    line = states.HISTORY[0] | {
        "title": words,
        "why": words,
        "steps": [words],
        "points_text": "+1,234,567,890",
    }
    earn = [{"id": "order", "title": words, "text": words}]
    site.data = states.MEMBER | {"member": member, "history": [line], "earn": earn}
    open_panel(page, site)
    page.locator("summary").click()
    assert page.evaluate(WIDE) == []


def test_beside_the_shop_the_panel_is_a_slim_column(page: Page, site: Site) -> None:
    open_panel(page, site)
    assert page.get_by_role("dialog").bounding_box() == {"x": 880, "y": 60, "width": 380, "height": 720}


def test_from_right_to_left_everything_changes_sides(page: Page, site: Site) -> None:
    site.data, site.html = states.MEMBER, "lang=ar dir=rtl"
    open_panel(page, site)
    panel = page.get_by_role("dialog")
    expect(panel).to_have_css("direction", "rtl")
    title, points = (panel.locator(what).first.bounding_box() for what in (".line b", ".line .points"))
    box, close = panel.bounding_box(), panel.get_by_role("button", name="Close").bounding_box()
    assert title
    assert points
    assert box
    assert close
    assert box["x"] == 20
    assert close["x"] < box["x"] + 60
    assert points["x"] < title["x"]


def test_chinese_is_marked_as_chinese(page: Page, site: Site) -> None:
    site.data, site.attributes = CHINESE, 'locale="zh-CN"'
    open_panel(page, site)
    expect(page.get_by_role("dialog")).to_have_attribute("lang", "zh-CN")
