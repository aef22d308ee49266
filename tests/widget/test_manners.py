"""The widget as a guest in somebody's shop: it leaks nothing and lets nothing in."""

from playwright.sync_api import Page, expect

from tests.widget import states
from tests.widget.site import Site
from tests.widget.window import open_panel, visit

EVIL = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>"
LOOKS = """() => [...document.querySelectorAll("body, h1, main p, main button, main select")].map((node) => {
  const { font, color, margin, border, letterSpacing, textTransform } = getComputedStyle(node);
  return [node.localName, font, color, margin, border, letterSpacing, textTransform].join();
})"""


def test_markup_in_whatever_the_server_says_is_shown_as_text(page: Page, site: Site) -> None:
    line = states.HISTORY[0] | {
        "title": EVIL,
        "why": EVIL,
        "steps": [EVIL],
        "points_text": EVIL,
        "at_text": EVIL,
    }
    site.data = states.MEMBER | {
        "programme": states.NOBODY["programme"] | {"name": EVIL},
        "earn": [{"id": "order", "title": EVIL, "text": EVIL}],
        "history": [line],
    }
    assert open_panel(page, site) == []
    page.locator("summary").click()
    expect(page.locator(".sum li")).to_have_text(EVIL)
    expect(page.locator(".line b")).to_have_text(EVIL)
    expect(page.get_by_role("dialog").locator("img, script")).to_have_count(0)
    assert page.evaluate("window.pwned") is None


def test_markup_in_a_refused_join_is_shown_as_text(page: Page, site: Site) -> None:
    site.data, site.refusal = states.GUEST, {"error": {"code": "x", "message": EVIL}}
    open_panel(page, site)
    page.get_by_role("button", name="Join and claim").click()
    expect(page.get_by_role("alert")).to_have_text(EVIL)
    assert page.evaluate("window.pwned") is None


def test_a_strict_content_policy_finds_nothing_to_forbid(page: Page, site: Site) -> None:
    site.data, site.quotes = states.MEMBER, {"1450": 72}
    assert open_panel(page, site) == []


def test_no_name_is_left_in_the_shops_window(page: Page, site: Site) -> None:
    names = "Object.getOwnPropertyNames(window).sort()"
    page.route("**/assets/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(site.url)
    before = page.evaluate(names)
    page.unroute("**/assets/*.js")
    open_panel(page, site)
    assert page.evaluate(names) == before


def test_the_shop_looks_the_same_with_and_without_us(page: Page, site: Site) -> None:
    page.route("**/assets/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(site.url)
    before = page.evaluate(LOOKS)
    assert len(before) == 5
    page.unroute("**/assets/*.js")
    open_panel(page, site)
    assert page.evaluate(LOOKS) == before
    assert (
        page.evaluate("document.adoptedStyleSheets.length + document.querySelectorAll('style').length") == 1
    )


def test_a_rude_theme_does_not_reach_the_panel(page: Page, site: Site) -> None:
    open_panel(page, site)
    heading = page.get_by_role("heading", name="Ways to earn")
    expect(heading).to_have_css("font-size", "16px")
    launcher = page.locator("loyalty-rewards button").first
    expect(launcher).to_have_css("text-transform", "none")
    expect(launcher).to_have_css("border-top-width", "0px")


def test_a_second_loader_does_no_harm(page: Page, site: Site) -> None:
    faults = visit(page, site)
    page.evaluate("import('/assets/rewards-loader.js?again')")
    page.wait_for_timeout(200)
    assert faults == []
    expect(page.locator("loyalty-rewards button")).to_have_count(1)


def test_without_motion_wanted_nothing_moves(page: Page, site: Site) -> None:
    open_panel(page, site)
    expect(page.get_by_role("dialog")).to_have_css("animation-name", "none")
    expect(page.locator("loyalty-rewards button").first).to_have_css("transition-duration", "0s")


def test_with_motion_allowed_the_panel_slides_in_briefly(page: Page, site: Site) -> None:
    page.emulate_media(reduced_motion="no-preference")
    open_panel(page, site)
    expect(page.get_by_role("dialog")).to_have_css("animation-name", "in")
    expect(page.get_by_role("dialog")).to_have_css("animation-duration", "0.18s")
