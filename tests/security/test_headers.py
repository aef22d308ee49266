"""What every answer tells the browser, and that no page of ours needs more than it allows."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.api.program import program
from tests.cast import Cast
from tests.check import ROOT
from tests.panel.story import signed_in
from tests.shopify import signing

pytestmark = pytest.mark.django_db
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
OPEN = (
    *(
        "/accounts/login/",
        "/staff/",
        "/api/docs/",
        "/api/schema/",
        "/healthz",
        "/shopify/install",
        "/nowhere",
    ),
    *("/proxy/data", "/proxy/panel.js", "/api/v1/shop", "/webhooks/shopify", "/panel/"),
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)|<style|\sstyle=|\son(?!e=)[a-z]+=|javascript:|hx-on",
    re.I,
)


def strict(answer: Any) -> None:
    policy = answer["Content-Security-Policy"]
    assert dict(part.strip().partition(" ")[::2] for part in policy.split(";")) == STRICT
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", OPEN)
def test_every_answer_is_strict_refusals_included(client: Client, path: str) -> None:
    strict(client.get(path))


def test_pages_of_people_and_programs_are_strict(cast: Cast) -> None:
    strict(signed_in(cast.owner).get("/panel/"))
    strict(signed_in(cast.owner).get("/panel/members/987654321/"))
    strict(program(cast.shop).get("shop"))
    page = Client().get(f"/proxy/page?{signing.proxied(cast.shop.domain, '7001')}")
    strict(page)
    assert page["Cache-Control"] == "private, no-store"


def test_cookies_are_not_for_scripts_nor_for_other_sites(client: Client, cast: Cast) -> None:
    said = {"login": cast.owner.email, "password": "a long enough password"}
    assert client.post("/accounts/login/", said).status_code == 302
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    before = session.value
    client.logout()
    client.post("/accounts/login/", said)
    assert client.cookies["sessionid"].value != before, "a session id of before is not used on"


@pytest.mark.parametrize("folder", ["templates", "storefront_widget", "extensions"])
def test_no_template_carries_script_or_style_inside(folder: str) -> None:
    found = {
        str(path.relative_to(ROOT)): INLINE.findall(path.read_text())
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".html", ".liquid", ".txt") and "node_modules" not in path.parts
    }
    assert found or folder == "storefront_widget"
    assert {name: hits for name, hits in found.items() if hits} == {}
