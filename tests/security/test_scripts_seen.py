"""Scripts written into every text of a shop run on no page of the panel and none of the storefront.

The pages go to Chromium without our Content-Security-Policy: escaping has to hold by itself. `XSS_ROUNDS=20` puts
every payload through every text; a plain run gives each text one of them.
"""

import os
from html import escape
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, Route

from tests.cast import Cast
from tests.panel.every_page import filled
from tests.panel.story import signed_in
from tests.security.payloads import ALIVE, PAYLOADS
from tests.security.written import write
from tests.shopify import signing

pytestmark = pytest.mark.django_db
ROUNDS = int(os.environ.get("XSS_ROUNDS", "1"))
HOST = "http://tea.example"
AT_ONCE = 12
SHOPPERS = ("page", "friends", "friend", "way")


class Window:
    """Shows pages as if they came from our host, several at once, and hears what runs in which."""

    def __init__(self, browser: Browser) -> None:
        self.pages: dict[str, bytes] = {}
        self.heard: set[str] = set()
        context = browser.new_context()
        context.expose_binding("hit", lambda source: self.heard.add(source["frame"].url.rpartition("#")[2]))
        context.route("**/*", self._answer)
        self.page = context.new_page()

    def _answer(self, route: Route) -> None:
        name = route.request.url.removeprefix(f"{HOST}/")
        if name == "all":
            frames = "".join(f"<iframe src='/{one}#{one}'></iframe>" for one in self.pages)
            route.fulfill(body=f"<!doctype html>{frames}", content_type="text/html")
        elif name in self.pages:
            route.fulfill(body=self.pages[name], content_type="text/html; charset=utf-8")
        else:
            route.abort()

    def ran(self, pages: dict[str, bytes]) -> list[str]:
        """In which of the pages anything ran."""
        found, names = set(), list(pages)
        for begin in range(0, len(names), AT_ONCE):
            self.heard.clear()
            self.pages = {f"{n}": pages[name] for n, name in enumerate(names[begin : begin + AT_ONCE])}
            self.page.goto(f"{HOST}/all", wait_until="load")
            self.page.evaluate("new Promise(go => setTimeout(go, 50))")  # what was begun by the load runs
            found |= {names[begin + int(one)] for one in self.heard if one}
        return sorted(found)


def test_the_window_hears_every_payload_that_is_not_escaped(browser: Browser) -> None:
    shells = ("<title>%s</title>", "<p>%s</p>", '<input value="%s">', "<input value='%s'>", "<textarea>%s</textarea>",
              "<script>var a = '%s'</script>")  # fmt: skip
    pages = {
        f"{payload} {shell}": f"<!doctype html>{shell % payload}".encode()
        for payload in ALIVE
        for shell in shells
    }
    ran = Window(browser).ran(pages)
    assert [one for one in ALIVE if not any(name.startswith(f"{one} ") for name in ran)] == []


def test_nothing_that_was_written_runs_on_any_page(
    cast: Cast, browser: Browser, settings: LazySettings
) -> None:
    settings.LIMITS = False  # twenty rounds are more pages than a person opens in a minute
    paths = [*filled(cast), "/panel/members/?q=%22%3E%3Cimg+src=x+onerror=hit()%3E"]
    window, owner, met = Window(browser), signed_in(cast.owner), set()
    for turn in range(ROUNDS):
        assert write(turn) > 300
        pages = {path: owner.get(path) for path in paths} | _shoppers(cast)
        assert {path: answer.status_code for path, answer in pages.items() if answer.status_code != 200} == {}
        seen = {path: answer.content.decode() for path, answer in pages.items()}
        assert [(path, one) for path, html in seen.items() for one in PAYLOADS if one in html] == []
        met |= {one for one in PAYLOADS for html in seen.values() if _shown(one, html)}
        assert window.ran({path: html.encode() for path, html in seen.items()}) == []
    assert met == set(PAYLOADS), "every payload stands on some page, as a text"


def _shoppers(cast: Cast) -> dict[str, Any]:
    """The pages that work without JavaScript, to a member."""
    domain = cast.shop.domain
    return {
        f"/proxy/{one}": Client().get(f"/proxy/{one}?{signing.proxied(domain, '7001')}")
        for one in SHOPPERS[:2]
    }


def _shown(payload: str, html: str) -> bool:
    return escape(payload) in html
