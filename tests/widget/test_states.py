"""Who sees what: one test for each state the panel can be in."""

from playwright.sync_api import Page, expect

from tests.widget import states
from tests.widget.chinese import CHINESE
from tests.widget.site import Site
from tests.widget.window import open_panel, visit


def test_a_visitor_sees_the_ways_to_earn_and_two_doors(page: Page, site: Site) -> None:
    assert open_panel(page, site) == []
    panel = page.get_by_role("dialog", name="Leaf & Ladle rewards")
    expect(panel.get_by_text("Every order earns you points")).to_be_visible()
    expect(panel.get_by_text("5 points per $1 of goods")).to_be_visible()
    expect(panel.get_by_role("link", name="Join for free")).to_be_visible()
    expect(panel.get_by_role("link", name="Sign in")).to_be_visible()
    expect(panel.get_by_text("Your history")).to_have_count(0)
    expect(panel.locator(".balance")).to_have_count(0)


def test_signing_in_leads_back_to_where_the_shopper_was(page: Page, site: Site) -> None:
    open_panel(page, site)
    link = page.get_by_role("link", name="Sign in").get_attribute("href")
    assert link == f"{site.url}/account/login?return_url=%2F%23rewards"


def test_a_guest_sees_what_waits_and_may_claim_it(page: Page, site: Site) -> None:
    site.data = states.GUEST
    assert open_panel(page, site) == []
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("Waiting for you")).to_be_visible()
    expect(panel.locator(".balance")).to_have_text("324points")
    expect(panel.get_by_role("button", name="Join and claim 324 points")).to_be_visible()
    expect(panel.get_by_text("Order #1042")).to_be_visible()


def test_a_newcomer_is_offered_to_join_and_sees_no_empty_history(page: Page, site: Site) -> None:
    site.data = states.NEWCOMER
    open_panel(page, site)
    expect(page.get_by_role("button", name="Join for free")).to_be_visible()
    expect(page.get_by_text("Your history")).to_have_count(0)
    expect(page.get_by_role("link", name="Sign in")).to_have_count(0)


def test_a_member_sees_points_what_is_on_the_way_and_why(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    assert open_panel(page, site) == []
    panel = page.get_by_role("dialog")
    expect(panel.locator(".balance .number")).to_have_text("1,240")
    expect(panel.get_by_text("324 points on the way, ready on 5 December 2026")).to_be_visible()
    lines = panel.locator(".history > li")
    expect(lines).to_have_count(5)
    for line in states.HISTORY:
        expect(panel.get_by_text(line["why"], exact=True)).to_be_attached()
    expect(lines.nth(0)).to_contain_text("Ready on 5 December 2026")
    expect(lines.nth(1)).to_contain_text("−72")
    expect(lines.nth(1)).to_contain_text("Taken back")
    expect(panel.get_by_role("button", name="Join")).to_have_count(0)


def test_a_member_sees_their_tier_and_the_way_to_the_next(page: Page, site: Site) -> None:
    tier = {"text": "Silver: $185.10 to Gold", "warning_text": ""}
    site.data = states.MEMBER | {"member": states.MEMBER["member"] | {"tier": tier}}
    assert open_panel(page, site) == []
    expect(page.locator(".chip").first).to_have_text("Silver: $185.10 to Gold")


def test_what_happens_to_points_soon_stands_under_the_balance_line_by_line(page: Page, site: Site) -> None:
    notes = ["324 points on the way, ready on 5 December 2026", "Expiring on 31 December 2026: 120 points"]
    site.data = states.MEMBER | {"member": states.MEMBER["member"] | {"notes": notes}}
    assert open_panel(page, site) == []
    chips = page.locator(".chip")
    expect(chips).to_have_text(notes)
    tops = [chip["y"] for chip in (chips.nth(n).bounding_box() for n in (0, 1)) if chip]
    assert tops[1] - tops[0] > 30, "one below the other"


def test_a_line_opens_to_its_worked_sum(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    open_panel(page, site)
    step = page.get_by_text("$64.90 × 5 points per $1 = 324.5, rounded down to 324 points")
    expect(step).to_be_hidden()
    page.get_by_text("Order #1042").click()
    expect(step).to_be_visible()
    assert page.locator("details[open] .sum li").all_text_contents() == states.HISTORY[0]["steps"]


def test_a_line_without_a_sum_offers_none(page: Page, site: Site) -> None:
    site.data = states.MEMBER
    open_panel(page, site)
    expect(page.locator("summary")).to_have_count(3)
    expect(page.locator(".history > li").nth(4).get_by_text("How it adds up")).to_have_count(0)


def test_a_fresh_member_is_told_how_to_begin(page: Page, site: Site) -> None:
    site.data = states.EMPTY
    open_panel(page, site)
    expect(page.locator(".balance .number")).to_have_text("0")
    expect(page.get_by_text("Your first order gets you going.")).to_be_visible()
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    expect(page.locator(".chip")).to_have_count(0)


def test_points_gone_back_after_spending_are_named(page: Page, site: Site) -> None:
    site.data = states.DEBT
    open_panel(page, site)
    expect(page.get_by_role("heading", name="40 points to make up for")).to_be_visible()
    expect(page.get_by_text("you owe no money")).to_be_visible()


def test_a_programme_not_yet_live_asks_nobody_to_join(page: Page, site: Site) -> None:
    site.data = states.NOT_LIVE
    open_panel(page, site)
    expect(page.get_by_text("We are still setting the table.")).to_be_visible()
    expect(page.get_by_text("There is nothing to earn just now.")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("link")).to_have_count(0)


def test_while_loading_the_panel_is_open_busy_and_closable(page: Page, site: Site) -> None:
    site.delay = 1.0
    visit(page, site)
    page.get_by_role("button", name="Rewards").click()
    expect(page.locator("[aria-busy=true].scroll")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_visible()
    expect(page.get_by_text("Every order earns you points")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_a_failure_says_so_and_trying_again_heals_it(page: Page, site: Site) -> None:
    site.status = 500
    open_panel(page, site)
    expect(page.get_by_role("alert")).to_have_text("Your rewards could not be loaded.")
    site.status, site.data = 200, states.MEMBER
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".balance .number")).to_have_text("1,240")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_chinese_comes_as_the_server_says_it(page: Page, site: Site) -> None:
    site.data, site.attributes = CHINESE, 'locale="zh-CN"'
    assert open_panel(page, site) == []
    expect(page.get_by_text("324 积分即将到账，2026年12月5日可用")).to_be_visible()
    assert site.count("data?locale=zh-CN") == 1
