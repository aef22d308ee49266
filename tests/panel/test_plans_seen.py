"""A paid plan with everything in Chromium: no fault for axe, and room for it on a phone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from loyalty.desk import tier_rounds
from loyalty.tiers.plans_now import use_plan_perk
from tests.cast import NOW, Cast
from tests.panel.looking import page_for, sound
from tests.panel.test_plans import with_plan

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_plan_with_a_used_perk_and_a_reminder_fits(
    transactional_db: None, live_server: LiveServer, browser: Browser
) -> None:
    cast = Cast()
    who, day = with_plan(cast), timedelta(days=1)
    use_plan_perk(
        shop=cast.shop, member_id=who.pk, plan="club", perk="tasting", key=str(uuid4()), by="ann@tea.example",
        now=NOW + day,
    )  # fmt: skip
    tier_rounds.review_due(now=NOW + 715 * day)
    sound(page_for(browser, live_server.url, cast.owner), f"/panel/members/{who.pk}/")
