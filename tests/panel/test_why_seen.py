"""Why? in Chromium: no fault for axe, no sideways scrolling on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.cast import NOW, Cast, VersionFactory
from tests.panel.looking import listen, page_for, wrong
from tests.panel.story import order
from tests.panel.test_why import RICH, WHY

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_orders_answers_can_be_read_by_everybody(
    transactional_db: None, live_server: LiveServer, browser: Browser
) -> None:
    cast = Cast()
    VersionFactory.create(
        programme=cast.programme, number=2, document=RICH, published_at=NOW - timedelta(days=20)
    )
    order(cast.shop, "1001", 2800, 3690, source="pos", at=NOW - timedelta(days=9))
    page = page_for(browser, live_server.url, cast.reader)
    heard = listen(page)
    page.goto(f"{WHY}?order=1001")
    for summary in page.locator("summary").all():
        summary.click()
    assert [*wrong(page.locator("main")), *heard] == []
