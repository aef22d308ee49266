"""In a real browser: a member links an account at a network and posts a code; the merchant sees both."""

import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.activities.models import Activity, LinkedAccount, NetworkKey
from loyalty.desk.standing import balance
from loyalty.shops.models import Shop
from tests.activities.network import CLIENT, SECRET, open_network
from tests.activities.test_posting import ACCOUNT, GOOD, RULES
from tests.activities.ways import published
from tests.cast import Cast
from tests.panel.looking import page_for, sound, wrong
from tests.storefront.test_ways_seen import SHOP
from tests.storefront.test_ways_seen import shopper as shopper
from tests.storefront.test_ways_seen import store as store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None, live_server: LiveServer, settings: LazySettings) -> Iterator[Cast]:
    cast = published(Cast(), RULES | {"earning": [*RULES["earning"], ACCOUNT]})
    Shop.objects.filter(pk=cast.shop.pk).update(domain=SHOP, name="Leaf & Ladle")
    cast.shop.refresh_from_db()
    with open_network() as network:
        settings.NETWORK_ORIGIN, settings.APP_URL = network.address + "/{host}", live_server.url
        yield cast


def test_a_member_links_an_account_and_posts_a_code(
    cast: Cast, store: str, shopper: Page, live_server: LiveServer, browser: Browser
) -> None:
    Shop.objects.filter(pk=cast.shop.pk).update(storefront=store)
    owner = page_for(browser, live_server.url, cast.owner)
    _sets_keys(owner)
    _links(shopper)
    _posts(shopper)
    for path in ("/panel/activities/networks/", "/panel/activities/answers/", "/panel/activities/"):
        sound(owner, path)
    owner.get_by_role("button", name="Accept").click()
    expect(owner.get_by_text("It is accepted")).to_be_visible()
    member = Activity.objects.get(type="content").member_id
    has = balance(shop=cast.shop, member_id=member, now=timezone.now()).available
    assert has == 30 + 80, "for the account, and for the post"


def _sets_keys(page: Page) -> None:
    page.goto("/panel/activities/networks/")
    page.get_by_label("Network", exact=True).select_option("x")
    page.get_by_label("Client ID").fill(CLIENT)
    page.get_by_label("Client secret").fill(SECRET)
    page.get_by_role("button", name="Save the keys").click()
    expect(page.get_by_text("A way to earn can ask for accounts there now.")).to_be_visible()
    assert NetworkKey.objects.get().secret == SECRET


def _links(page: Page) -> None:
    page.goto("/apps/rewards/page")
    page.get_by_role("link", name="Link your X account").click()
    assert wrong(page.get_by_role("link", name="Sign in at X"), name="account") == []
    page.get_by_role("link", name="Sign in at X").click()
    page.get_by_role("link", name="Allow").click()
    assert wrong(page.get_by_text(re.compile("X says that you are may")), name="account-back") == []
    assert not LinkedAccount.objects.exists()
    page.get_by_role("button", name="Link this account").click()
    expect(page.get_by_text("Your X account is linked.")).to_be_visible()
    assert LinkedAccount.objects.count() == 1


def _posts(page: Page) -> None:
    page.goto("/apps/rewards/way?way=show-us")
    assert wrong(page.get_by_role("button", name="Send it"), name="post") == []
    page.get_by_label("Address of your post").fill(GOOD)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".rewards-state")).to_have_text("We are looking at it")
    assert wrong(page.locator(".rewards-state"), name="post-sent") == []
