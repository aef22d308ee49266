"""Whatever the app's answer says is shown as a text: nothing in it runs."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.security.payloads import ALIVE, PAYLOADS
from tests.widget import states
from tests.widget.site import Site
from tests.widget.test_rewards import look
from tests.widget.window import open_panel


def hostile(found: Any, key: str = "", at: int = 0) -> Any:
    """The same answer with a payload for every text that people read."""
    if isinstance(found, dict):
        return {name: hostile(value, name, at + n) for n, (name, value) in enumerate(found.items())}
    if isinstance(found, list):
        return [hostile(one, key, at + n) for n, one in enumerate(found)]
    read = (
        isinstance(found, str)
        and found
        and (key.endswith("text") or key in ("title", "why", "name", "one", "many"))
    )
    return PAYLOADS[at % len(PAYLOADS)] if read else found


def _without_policy(route: Route) -> None:
    """What is written has to hold by itself."""
    told = route.fetch()
    route.fulfill(response=told, body=re.sub("<meta http-equiv=.Content-Security[^>]*>", "", told.text()))


@pytest.mark.parametrize("elsewhere", ["https://evil.example/x", r"/\evil.example/x"])
def test_no_code_comes_from_an_address_that_a_page_wrote(page: Page, site: Site, elsewhere: str) -> None:
    """Who may write an element into a page of the shop may not thereby choose what runs there."""
    page.route(f"{site.url}/", _without_policy)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    site.attributes = f'proxy="{elsewhere}"'
    site.data = states.REWARDS
    assert open_panel(page, site) == []
    page.locator("loyalty-earn").evaluate("(node, to) => node.setAttribute('proxy', to)", elsewhere)
    with page.expect_request("**/quote?*"):
        page.get_by_label("Size").select_option("12")
    assert site.count("GET /apps/rewards/panel.js") == 1
    assert [url for url in asked if not url.startswith((site.url, "data:,"))] == []


def test_payloads_in_every_text_of_the_answer_run_nowhere(page: Page, site: Site) -> None:
    page.route(f"{site.url}/", _without_policy)
    page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1 }")
    for turn in range(0, len(PAYLOADS), 5):
        site.data = hostile(states.REWARDS, at=turn)
        assert look(page, site) == []
        expect(page.locator("loyalty-rewards")).to_contain_text("hit()")
        assert page.evaluate("window.hits") == 0
    page.set_content(f"<p>{ALIVE[0]}</p>")
    page.wait_for_function("window.hits > 0")  # it would have been heard
