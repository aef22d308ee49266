"""Tiers and errands in Chromium: no fault for axe, and room for everything on a phone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from loyalty.desk import tier_rounds
from loyalty.tiers.perks import use_perk
from tests.cast import NOW, Cast
from tests.panel import test_errands, test_tiers
from tests.panel.looking import page_for, sound

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_tier_with_everything_and_errands_of_every_state_fit(
    transactional_db: None, live_server: LiveServer, browser: Browser
) -> None:
    cast = Cast()
    who = test_tiers.with_tiers(cast)
    key = str(uuid4())
    use_perk(
        shop=cast.shop,
        member_id=who.pk,
        perk="upgrade",
        key=key,
        by="ann@tea.example",
        now=NOW + timedelta(1),
    )
    tier_rounds.review_due(now=NOW + timedelta(days=450))
    test_errands.story(cast.shop)
    page = page_for(browser, live_server.url, cast.owner)
    for path in (
        f"/panel/members/{who.pk}/",
        "/panel/deliveries/store/",
        "/panel/deliveries/store/?state=done",
    ):
        sound(page, path)
    sound(page_for(browser, live_server.url, cast.stranger), "/panel/deliveries/store/")
