"""What axe finds serious or critical on a page; only that crosses over from the browser, for the rest is large."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

SERIOUS = """([within, contrast]) => axe.run(within.length ? {include: within} : document, {
  resultTypes: ["violations"], preload: false, selectors: false, ancestry: false, xpath: false,
  rules: {"color-contrast": {enabled: contrast}}}).then(
  (told) => told.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`)))"""


def brought_along(context: BrowserContext) -> None:
    """Every page of it comes with axe: cheaper than handing half a megabyte to each, where most are judged."""
    context.add_init_script(AXE_SCRIPT)


def serious(page: Page, *within: str, contrast: bool = True) -> list[str]:
    """Each as "rule: html"; `within` are selectors of what is ours on the page, all of it without.

    `contrast` takes most of the time: once is enough for pages that look alike.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE_SCRIPT};0")
    found: list[str] = page.evaluate(SERIOUS, [[[one] for one in within], contrast])
    return found
