"""Pictures of the demo for docs/, taken with a real Chromium."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from loyalty.members.find import by_customer
from loyalty.runtime.demo.play import Played
from loyalty.runtime.demo.shop import OWNER

WIDTHS = (1280, 360)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
]  # fmt: skip

Page = Any  # playwright is a development dependency; the product does not know its types


def take(played: Played, *, playwright: Any, chromium: str, folder: Path) -> Iterator[Path]:
    """One PNG per scene and width; yields the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    for name, scene in SCENES.items():
        for width in WIDTHS:
            height = 800 if width > 500 else 740
            context = browser.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=2, reduced_motion="reduce"
            )
            page = context.new_page()
            scene(page, played)
            path = folder / f"{name}-{width}.png"
            page.screenshot(path=path)
            context.close()
            yield path
    browser.close()


def _widget(page: Page, played: Played) -> None:
    ada = played.people["Ada"]["id"]
    door = f"{played.plan.store}/_control/shops/{played.store.domain}/sign_in"
    page.request.post(door, data={"customer_id": ada})
    page.goto(f"{played.plan.store}/products/jade-mist-sencha")
    page.get_by_role("button", name=re.compile("rewards|points", re.IGNORECASE)).first.click()
    page.get_by_text("Order #1003").first.wait_for()
    page.wait_for_timeout(400)


def _sign_in(page: Page, played: Played) -> None:
    page.goto(f"{played.plan.app}/accounts/login/?next=/panel/")
    page.locator("input[name=login]").fill(OWNER)
    page.locator("input[name=password]").fill(played.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/panel/**")


def _panel_home(page: Page, played: Played) -> None:
    _sign_in(page, played)
    page.wait_for_load_state("networkidle")


def _timeline(page: Page, played: Played) -> None:
    _sign_in(page, played)
    member = by_customer(shop=played.shop, customer=str(played.people["Ada"]["id"]))
    page.goto(f"{played.plan.app}/panel/members/{member.pk if member else 0}/")
    page.wait_for_load_state("networkidle")


SCENES: dict[str, Callable[[Page, Played], None]] = {
    "widget": _widget,
    "panel": _panel_home,
    "timeline": _timeline,
}
