"""The rule pages in Chromium: a campaign built by clicking alone, no fault for axe, and room on a phone."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.engine.about import About
from loyalty.engine.document import Document, parse
from loyalty.engine.earning import decide_order
from loyalty.engine.goods import ProductFacts
from loyalty.programmes.fitting import fitting
from loyalty.programmes.models import Version
from tests.cast import Cast, VersionFactory
from tests.panel.building import FULL, with_goods
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, page_for

pytestmark = pytest.mark.django_db(transaction=True)
RULES = "/panel/earning/"
WEDNESDAY, THURSDAY = datetime(2026, 3, 4, 12, tzinfo=UTC), datetime(2026, 3, 5, 12, tzinfo=UTC)
PLAIN = FULL | {"campaigns": [], "caps": [], "earning": FULL["earning"][:1]}


def test_a_campaign_and_a_limit_are_built_by_clicking_and_the_engine_decides_so(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    VersionFactory.create(programme=cast.shop.programme, number=2, document=PLAIN)
    with_goods(cast)
    page = page_for(browser, live_server.url, cast.owner)
    heard = listen(page)
    page.goto(RULES)
    _campaign(page)
    _limit(page)
    page.get_by_role("link", name="See its effect and publish").click()
    page.get_by_role("button", name="Publish as version 3").click()
    expect(page.get_by_text("The rules are published.")).to_be_visible()
    assert heard == []
    made = parse(Version.objects.get(programme=cast.shop.programme_id, number=3).document)
    # Gold alone is 1.5; of it and the campaign only the highest counts.
    assert earned(made, "gold", "summer", WEDNESDAY, 4000) == 400
    assert earned(made, "gold", "summer", THURSDAY, 4000) == 300
    assert earned(made, "silver", "summer", WEDNESDAY, 4000) == 200
    assert earned(made, "gold", "winter", WEDNESDAY, 4000) == 300
    assert earned(made, "gold", "summer", WEDNESDAY, 9000) == 500


def _campaign(page: Page) -> None:
    page.get_by_role("link", name="Campaigns").click()
    page.get_by_role("link", name="Add a campaign").click()
    page.get_by_label("What it is called").fill("Summer Wednesdays")
    page.get_by_label("Points times").fill("2")
    when, lines = page.locator("#when"), page.locator("#lines")
    _ask(page, "when", "Tier", "Gold")
    _ask(page, "when", "Day of the week", "Wednesday")
    _ask(page, "lines", "Collection", "summer")
    expect(when.get_by_role("group", name="Tier")).to_be_visible()
    expect(lines.get_by_role("group", name="Collection")).to_be_visible()
    expect(page.locator("#worked")).to_contain_text("without this: 180 points")
    page.get_by_label("What it is called").press("Enter")  # saves, and takes no row away
    expect(page.get_by_text("The draft is saved.")).to_be_visible()


def _ask(page: Page, conditions: str, field: str, answer: str) -> None:
    """Adds a row and ticks its answer; the keyboard stands in the new row."""
    part = page.locator(f"#{conditions}")
    part.locator(f"#{conditions}-add").select_option(label=field)
    part.get_by_role("button", name="Add condition").click()
    row = part.get_by_role("group", name=field)
    expect(row.get_by_label(f"{field}: comparison")).to_be_focused()
    row.get_by_label(answer, exact=True).check()


def _limit(page: Page) -> None:
    page.get_by_role("link", name="Limits").click()
    page.get_by_role("link", name="Add a limit").click()
    page.get_by_label("At most").fill("500")
    expect(page.locator("#worked")).to_contain_text("500 points instead of")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="At most 500 points a day")).to_be_visible()


def earned(document: Document, tier: str, collection: str, at: datetime, paid: int) -> int:
    sample = fitting((), currency="USD", timezone="UTC", since=at, paid=paid)
    assert sample.state.header is not None
    line = sample.state.header.lines[0].id
    about = About(tier=tier, goods={line: ProductFacts(collections=(collection,))})
    found = decide_order(document, sample.state, recognised=True, timezone="UTC", about=about)
    return sum(one.points for one in found)
