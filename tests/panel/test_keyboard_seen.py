"""A form of the panel by keyboard alone: every box is reached in the order it is read, and one sees where one is."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast
from tests.panel.building import drafted, full
from tests.panel.looking import page_for

pytestmark = pytest.mark.django_db(transaction=True)
HERE = """() => {
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [here.name || here.textContent.trim(), ringed, box.width > 1];
}"""


def test_a_mission_is_made_without_a_mouse(
    transactional_db: None, browser: Browser, live_server: LiveServer
) -> None:
    cast = Cast()
    full(cast)
    page = page_for(browser, live_server.url, cast.owner)
    page.goto("/panel/earning/missions/new/")
    page.locator(".page-head .back").focus()
    reached: list[str] = []
    while "Save as draft" not in reached and len(reached) < 40:
        page.keyboard.press("Tab")
        name, ringed, seen = page.evaluate(HERE)
        assert (ringed, seen) == (True, True), name
        reached.append(name)
        if name == "title":
            page.keyboard.type("Ten cups")
    boxes = ["title", "text", "goals-0-count", "goals-0-reach", "gives", "reward", "often"]
    assert [one for one in reached if one in boxes] == boxes
    page.locator("[name=gives]").select_option("badge")
    page.locator("[name=badge]").select_option("early")
    page.get_by_role("button", name="Save as draft").press("Enter")
    page.wait_for_selector("text=The draft is saved")
    assert [one.title for one in drafted(cast).missions] == ["Ten cups"]
