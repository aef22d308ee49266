"""The line on a product's page: what buying this would earn."""

from playwright.sync_api import Page, expect

from tests.widget.site import Site
from tests.widget.window import visit


def test_the_line_says_what_the_shown_variant_earns(page: Page, site: Site) -> None:
    site.quotes = {"1450": 72, "2600": 130}
    visit(page, site)
    expect(page.locator("loyalty-earn").get_by_role("status")).to_have_text("Earn 72 points with this")
    assert site.count("quote?amount=1450&currency=USD&locale=en") == 1


def test_the_line_follows_the_chosen_variant(page: Page, site: Site) -> None:
    site.quotes = {"1450": 72, "2600": 130}
    visit(page, site)
    page.get_by_label("Size").select_option("100 g")
    line = page.locator("loyalty-earn").get_by_role("status")
    expect(line).to_have_text("Earn 130 points with this")
    page.get_by_label("Size").select_option("50 g")
    expect(line).to_have_text("Earn 72 points with this")


def test_yen_are_asked_for_in_yen_not_in_hundredths(page: Page, site: Site) -> None:
    site.quotes = {"15": 1}
    visit(page, site)
    page.evaluate(
        """() => {
          const line = document.createElement("loyalty-earn");
          line.setAttribute("amount", "1500");
          line.setAttribute("currency", "JPY");
          document.body.append(line);
        }"""
    )
    expect(page.get_by_text("Earn 1 points with this")).to_be_visible()
    assert site.count("quote?amount=15&currency=JPY") == 1


def test_a_product_that_earns_nothing_shows_nothing_and_nothing_jumps(page: Page, site: Site) -> None:
    visit(page, site)
    line = page.locator("loyalty-earn")
    page.wait_for_timeout(200)
    expect(line.locator("p")).to_be_hidden()
    before = line.bounding_box()
    site.quotes = {"2600": 130}
    page.get_by_label("Size").select_option("100 g")
    expect(line.get_by_text("Earn 130 points")).to_be_visible()
    assert line.bounding_box() == before


def test_a_silent_server_leaves_the_page_as_it_is(page: Page, site: Site) -> None:
    page.route("**/quote?*", lambda route: route.abort())
    visit(page, site)
    page.wait_for_timeout(200)
    expect(page.locator("loyalty-earn p")).to_be_hidden()
    expect(page.get_by_role("button", name="Add to cart")).to_be_enabled()
