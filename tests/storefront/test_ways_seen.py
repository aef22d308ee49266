"""A member walks the ways in a real browser, through the pretend store's proxy, told at each step how they stand."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.activities.models import Activity, Opening
from loyalty.activities.place_codes import token
from loyalty.desk.submitting import accept, refuse
from loyalty.ledger.models import Award
from loyalty.shops.models import Shop
from tests.activities.test_checking_in import code
from tests.activities.test_submitting import jpeg
from tests.activities.ways import published
from tests.cast import Cast
from tests.panel.looking import wrong

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
SHOP = "leaf-and-ladle.myshopify.com"
HOME = "/apps/rewards/page"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = published(Cast())
    Shop.objects.filter(pk=cast.shop.pk).update(domain=SHOP, name="Leaf & Ladle")
    cast.shop.refresh_from_db()
    return cast


@pytest.fixture
def store(live_server: LiveServer) -> Iterator[str]:
    given = ["--port", "0", "--app-url", live_server.url, "--extension", str(ROOT / "extensions" / "rewards")]
    given += ["--client-id", settings.SHOPIFY_CLIENT_ID, "--client-secret", settings.SHOPIFY_CLIENT_SECRET]
    process = subprocess.Popen(
        [sys.executable, "-m", "devstore", *given, "--app-toml", "shopify.app.toml"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    blocks = {"blocks": {"app-embed": True}}
    httpx.patch(f"{url}/_control/shops/{SHOP}", json=blocks).raise_for_status()
    yield url
    process.terminate()
    process.wait(10)


@pytest.fixture
def shopper(browser: Browser, store: str) -> Iterator[Page]:
    """May, who has an account with the store and has just joined."""
    context = browser.new_context(base_url=store, viewport={"width": 400, "height": 800})
    context.set_default_timeout(30_000)
    context.route("https://www.instagram.com/**", lambda route: route.fulfill(body="Instagram, perhaps"))
    page = context.new_page()
    page.goto("/account/register")
    page.fill("#email", "may@example.com")
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_url(re.compile("/account$"))
    page.goto(HOME)
    page.get_by_role("button", name="Join the programme").click()
    expect(page.get_by_role("heading", name="Ways to earn")).to_be_visible()
    yield page
    context.close()


def test_a_member_follows_checks_in_and_sends_pictures(cast: Cast, shopper: Page) -> None:
    _follows(shopper, shopper.context)
    _checks_in(cast, shopper)
    _sends_pictures(shopper)
    _sees_it_in_the_widget(shopper)


def _follows(page: Page, context: BrowserContext) -> None:
    page.goto(HOME)
    page.get_by_role("link", name="Follow us on Instagram").click()
    page.get_by_role("button", name="I have done it").click()
    expect(page.get_by_role("alert")).to_have_text("Open it with the button above first.")
    with context.expect_page() as opened:
        page.get_by_role("link", name="Open Instagram").click()
    expect(opened.value.locator("body")).to_have_text("Instagram, perhaps")
    opened.value.close()
    assert wrong(page.get_by_role("button", name="I have done it")) == []
    assert not Activity.objects.exists()
    Opening.objects.update(at=timezone.now() - timedelta(minutes=1))
    page.get_by_role("button", name="I have done it").click()
    expect(page.locator(".rewards-state")).to_contain_text("Done; ready on")
    assert Award.objects.get(rule="follow-us").posted == 50


def _checks_in(cast: Cast, page: Page) -> None:
    today = timezone.localdate()
    made = code(cast.shop, first=today - timedelta(days=2), last=today + timedelta(days=2))
    page.goto(f"/apps/rewards/here?c={token(made, 0)}")
    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_role("status")).to_have_text("You are checked in. You get 20 points.")
    page.goto(f"/apps/rewards/here?c={token(made, 0)}")
    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_role("alert")).to_contain_text("You have checked in at The tea house today.")
    page.goto(f"/apps/rewards/here?c={token(code(cast.other_shop), 0)}")
    expect(page.get_by_role("alert")).to_contain_text("This code belongs to another shop.")
    assert Award.objects.filter(rule="visit-us", posted__gt=0).count() == 1


def _sends_pictures(page: Page) -> None:
    page.goto("/apps/rewards/way?way=good")
    for note in ("A chair", "A jacket"):
        page.get_by_label("Picture").set_input_files(
            {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
        )
        page.get_by_label("What we should know").fill(note)
        page.get_by_role("button", name="Send it").click()
        expect(page.locator(".rewards-state")).to_have_text("We are looking at it")
    chair, jacket = Activity.objects.filter(state="open").order_by("pk")
    accept(activity=jacket, grade="worn", actor="ann", now=timezone.now())
    refuse(activity=chair, why="A chair is no jacket.", actor="ann", now=timezone.now())
    page.goto("/apps/rewards/way?way=good")
    expect(page.get_by_text("A chair is no jacket.")).to_be_visible()
    assert wrong(page.get_by_text("Accepted: worn")) == []


def _sees_it_in_the_widget(page: Page) -> None:
    page.goto("/")
    widget = page.locator("loyalty-rewards")
    widget.locator("button").first.click()
    dialog = widget.get_by_role("dialog")
    expect(dialog.get_by_text("50 points · Done; ready on")).to_be_visible()
    expect(dialog.get_by_text("20 points", exact=True)).to_be_visible()
    expect(dialog.get_by_role("link", name="Follow us on Instagram")).to_be_visible()
    expect(dialog.locator(".balance .number")).to_have_text("120")
