"""Books, lots and past moments in Chromium: no fault for axe, no sideways scrolling on a phone."""

import re

import pytest
from django.db import connection, transaction
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.ledger.prove import prove
from tests.cast import Cast
from tests.panel.looking import cast as cast
from tests.panel.looking import page_for, sound
from tests.panel.story import busy_member

pytestmark = pytest.mark.django_db(transaction=True)


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
    sound(page, "/panel/books/")
    broken(cast)
    page = page_for(browser, live_server.url, cast.owner)
    sound(page, "/panel/books/")
    sound(page, "/panel/")


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
