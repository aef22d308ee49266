"""Books, lots and past moments in Chromium: no fault for axe, no sideways scrolling on a phone."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from playwright.sync_api import Browser, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.ledger.prove import prove
from tests.cast import NOW, Cast
from tests.panel import books
from tests.panel.looking import chromium, page_for
from tests.panel.story import busy_member
from tests.panel.test_earning_members_deliveries_seen import judge

pytestmark = pytest.mark.django_db(transaction=True)
EXPIRY = {"per": "lot", "months": 6, "end_of": "day", "notice_days": [30, 7]}
REWARD = {"id": "five-off", "kind": "amount_off", "cost": 100, "amount": "5.00"}


@pytest.fixture(scope="module")
def browser(needs_chromium: str, driver: Playwright) -> Iterator[Browser]:
    with chromium(driver, needs_chromium) as made:
        yield made


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast()


def _months(cast: Cast) -> None:
    """Postings of half a year, as the books would hold them."""
    other = books.member(cast.shop, customer="7999", at=NOW)
    deeds = (
        ("issued", 48_210),
        ("reversed", -2_140),
        ("redeemed", -9_500),
        ("expired", -730),
        ("adjusted", 250),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for month in range(6):
            at = timezone.now() - timedelta(days=31 * (month + 1))
            for account, points in deeds:
                key, change = f"{account}:{month}", points + 37 * month
                books.post(
                    other,
                    cast.shop,
                    points=change,
                    account="available",
                    other=account,
                    key=key,
                    at=at,
                    reason={},
                )


def broken(cast: Cast) -> None:
    who = busy_member(cast.shop)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_balance SET available = available + 5 WHERE member_id = %s", [who.pk])
    prove(programme_id=cast.programme.pk, now=timezone.now())


def test_empty_and_broken_books_are_accessible_and_fit(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    page = page_for(browser, live_server.url, cast.stranger)
    judge(page, "/panel/books/")
    broken(cast)
    page = page_for(browser, live_server.url, cast.owner)
    judge(page, "/panel/books/")
    judge(page, "/panel/")


def test_expiry_is_chosen_with_its_example_alone_and_the_books_are_proven_by_a_click(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    page = page_for(browser, live_server.url, cast.owner)
    page.goto("/panel/earning/")
    expect(page.locator(".expiry .example")).to_contain_text("never expire")
    expect(page.locator("#id_expiry_months")).to_be_hidden()
    page.get_by_label("So many months after they were earned").check()
    expect(page.locator("#id_expiry_months")).to_be_visible()
    expect(page.locator("#id_expiry_idle")).to_be_hidden()
    expect(page.locator(".expiry .example")).to_contain_text("The member is told on")
    page.goto("/panel/books/")
    page.get_by_role("button", name="Prove now").click()
    expect(page.get_by_text("The books are sound")).to_be_visible()
    expect(page.locator(".digest")).to_have_text(re.compile("^[0-9a-f]{64}$"))
