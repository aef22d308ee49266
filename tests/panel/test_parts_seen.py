"""A programme built by clicking only, in Chromium: a stamp card and a ladder, from nothing to published."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from loyalty.engine.document import parse
from loyalty.programmes.publish import newest
from tests.cast import Cast
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, page_for, wrong

pytestmark = pytest.mark.django_db(transaction=True)


def save(page: Page) -> None:
    page.click("button.primary:has-text('Save as draft')")
    page.wait_for_selector("text=The draft is saved")


def publish(page: Page) -> None:
    page.goto("/panel/earning/")
    page.click("text=Publish as version")
    page.wait_for_selector("text=is live since")


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
    save(page)
    page.click("nav.places >> text=Rewards")
    page.click("text=Add a reward")
    page.fill("#id_title", "Free coffee")
    page.select_option("#id_kind", "custom")
    page.select_option("#id_way", "given")
    save(page)
    page.click("nav.places >> text=Missions and cards")
    page.click("text=Add a mission or card")
    page.fill("#id_title", "10th coffee free")
    page.select_option("#id_goals-0-count", "stamps")
    page.select_option("#id_reward", "free-coffee")
    page.wait_for_selector("text=With 23 stamps a member has got it 2 times")
    save(page)
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
    page.click("text=Build a ladder")
    page.fill("#id_levels-1-at_spend", "300")
    page.wait_for_selector("text=$300.00 spent")
    page.click("fieldset:has(> legend:has-text('Level 3')) >> text=Add a perk")
    page.fill("#id_levels-2-perks-0-title", "Tea tasting")
    page.fill("#id_levels-2-perks-0-quota", "2")
    assert wrong(page.locator("#id_levels-2-perks-0-quota")) == []
    save(page)
    page.wait_for_selector("text=By the ladder as it is saved")
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
