"""The widget in a browser's page: how a shopper gets at it."""

from playwright.sync_api import Page, expect

from tests.widget.site import Site


def visit(page: Page, site: Site, address: str = "/") -> list[str]:
    """Opens the shop's page; the faults it reports from here on."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(site.url + address)
    expect(page.locator("loyalty-rewards button").first).to_be_visible()
    return faults


def open_panel(page: Page, site: Site) -> list[str]:
    """The panel with the answer in it."""
    faults = visit(page, site)
    page.get_by_role("button", name="Rewards").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".bone")).to_have_count(0)
    return faults


def focused(page: Page) -> str:
    """What has the focus: the key it carries inside the widget, otherwise its name."""
    got: str = page.evaluate(
        """() => {
          let node = document.activeElement;
          while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
          return node.dataset.key || node.localName;
        }"""
    )
    return got
