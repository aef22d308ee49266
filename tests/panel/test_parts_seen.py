"""A programme built by clicking only, in Chromium: a stamp card and a ladder, from nothing to published."""

import os

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from loyalty.engine.document import parse
from loyalty.programmes.publish import newest
from tests.axe import serious
from tests.cast import Cast
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, overflows, page_for

pytestmark = pytest.mark.django_db(transaction=True)


def save(page: Page) -> None:
    page.click("button.primary:has-text('Save as draft')")
    page.wait_for_selector("text=The draft is saved")


def publish(page: Page) -> None:
    page.goto("/panel/earning/")
    page.click("text=Publish as version")
    page.wait_for_selector("text=is live since")


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("GOALS_SHOTS")
    if folder:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})


def test_the_tenth_coffee_is_free_by_clicking_only(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    page = page_for(browser, live_server.url, cast.owner)
    heard = listen(page)
    page.goto("/panel/earning/")
    page.click("nav.places >> text=Points and more")
    page.click("text=Add something to collect")
    page.fill("#id_one", "stamp")
    page.fill("#id_many", "stamps")
    shot(page, "currency-new")
    save(page)
    shot(page, "collect")
    page.click("nav.places >> text=Rewards")
    page.click("text=Add a reward")
    page.fill("#id_title", "Free coffee")
    page.select_option("#id_kind", "custom")
    page.select_option("#id_way", "given")
    shot(page, "reward-new")
    save(page)
    page.click("nav.places >> text=Missions and cards")
    shot(page, "missions-empty")
    page.click("text=Add a mission or card")
    page.fill("#id_title", "10th coffee free")
    page.select_option("#id_goals-0-count", "stamps")
    page.select_option("#id_reward", "free-coffee")
    page.wait_for_selector("text=With 23 stamps a member has got it 2 times")
    shot(page, "mission-new")
    save(page)
    shot(page, "missions")
    publish(page)
    live = newest(programme_id=cast.shop.programme_id)
    assert live is not None
    mission = parse(live.document).missions[0]
    assert (mission.goals[0].count, mission.goals[0].reach, mission.times) == ("stamps", 10, None)
    assert mission.award.model_dump() == {"reward": "free-coffee"}
    assert heard == []


def test_a_ladder_of_three_levels_by_clicking_only(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    page = page_for(browser, live_server.url, cast.owner)
    heard = listen(page)
    page.goto("/panel/earning/tiers/")
    shot(page, "tiers-empty")
    page.click("text=Build a ladder")
    page.fill("#id_levels-1-at_spend", "300")
    page.wait_for_selector("text=$300.00 spent")
    page.click("fieldset:has(> legend:has-text('Level 3')) >> text=Add a perk")
    page.fill("#id_levels-2-perks-0-title", "Tea tasting")
    page.fill("#id_levels-2-perks-0-quota", "2")
    shot(page, "tiers-form")
    assert (serious(page), overflows(page)) == ([], False)
    save(page)
    page.wait_for_selector("text=By the ladder as it is saved")
    shot(page, "tiers")
    publish(page)
    live = newest(programme_id=cast.shop.programme_id)
    assert live is not None
    tiers = parse(live.document).tiers
    assert tiers is not None
    assert [(one.id, str(one.at)) for one in tiers.levels] == [
        ("bronze", "0"),
        ("silver", "300"),
        ("gold", "1000"),
    ]
    assert [(one.id, one.quota) for one in tiers.levels[2].perks] == [("tea-tasting", 2)]
    assert heard == []
