"""The doors beside the panel: the API, the storefront, the store, accounts, operators. Each answers as its row says."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from loyalty.api.keys import revoke
from loyalty.api.scopes import Scope
from loyalty.common import limits
from loyalty.common.sealed import seal
from loyalty.members.models import Member
from loyalty.rewards.models import Redemption
from tests.api.program import Program, a_key, code, program
from tests.cast import NOW, Cast
from tests.house.routes import Row, rows
from tests.panel.story import busy_member, signed_in
from tests.security.town import Town, leaks, prints
from tests.shopify import signing

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
Wrong = dict[str, object]
PRIVATE = {"Oolong", "Stoneware teapot", "Customer 7001", "The till in the Old Town"}
BODY = {
    "points": 5,
    "reason": "mine",
    "reward": "mug",
    "type": "check_in",
    "key": "k-12345678",
    "nonce": "0" * 40,
    "month": 1,
    "day": 1,
    "redemption": "x",
    "way": "x",
    "amount": "1",
    "currency": "USD",
}


def of(prefix: str) -> dict[str, Row]:
    return {address: row for address, row in rows().items() if address.startswith(prefix)}


def api_path(address: str, member: Member, redemption: str) -> str:
    sealed = {"member_id": seal("mem", member.programme_id, member.pk), "redemption_id": redemption}
    sealed |= {"activity_id": seal("act", member.programme_id, 1), "rest": "anything"}
    for name, value in sealed.items():
        for kind in ("str", "path"):
            address = address.replace(f"<{kind}:{name}>", value)
    assert "<" not in address, address
    return address.removeprefix("api/v1/")


def ask(who: Program, method: str, path: str) -> Any:
    return who.post(path, BODY) if method == "POST" else who.client.generic(
        method, f"/api/v1/{path}", headers=who._headers()
    )  # fmt: skip


def test_every_operation_of_the_api_answers_keys_as_its_row_says(cast: Cast, settings: LazySettings) -> None:
    settings.LIMITS = False
    town = Town(cast)
    wrong: Wrong = {}
    gone, spent = a_key(cast.shop)
    revoke(shop=cast.shop, key_id=gone.pk, actor="owner", now=NOW)
    callers: dict[str, Program] = {}
    for scope in Scope:
        callers[scope] = program(cast.shop, *(one for one in Scope if one != scope))
    callers |= {
        "stranger": program(cast.other_shop),
        "spent": Program(spent),
        "guess": Program("lk_" + "A" * 43),
    }
    before = prints(cast.shop)
    taken = Redemption.objects.filter(shop=cast.shop).earliest("pk")
    own = Member.objects.get(pk=town.known["member_id"])
    for address, row in of("api/v1/").items():
        path = api_path(address, own, taken.public)
        for method in METHODS:
            found = _keys(row, method, path, callers)
            wrong |= {f"{method} {path} {what}": status for what, status in found.items()}
    assert wrong == {}
    after = prints(cast.shop)
    assert {name for name in after if after[name] != before[name]} <= {"api_key"}  # when a key was last used


def _keys(row: Row, method: str, path: str, callers: dict[str, Program]) -> Wrong:
    wrong: Wrong = {}
    theirs = ask(callers["stranger"], method, path)
    if leaked := leaks(theirs):
        wrong["leak"] = leaked
    if method not in row.who:
        return wrong if theirs.status_code in (404, 405) else wrong | {"not named": theirs.status_code}
    for name, who in (("no key", Program("")), ("revoked", callers["spent"]), ("guess", callers["guess"])):
        if (status := ask(who, method, path).status_code) != 401:
            wrong[name] = status
    if "/" in path and theirs.status_code not in (400, 404):
        wrong["another shop's id"] = theirs.status_code
    if row.who[method] != "any key":
        lacking = ask(callers[row.who[method]], method, path)
        if (lacking.status_code, code(lacking)) != (403, "missing_scope"):
            wrong["without the scope"] = lacking.status_code
    return wrong


def test_every_storefront_address_answers_shoppers_as_its_row_says(
    cast: Cast, settings: LazySettings
) -> None:
    settings.LIMITS = False
    busy_member(cast.shop)
    wrong: Wrong = {}
    before = prints(cast.shop)
    proven = {address: row for address, row in of("proxy/").items() if row.proof != "none"}
    assert len(proven) >= 9
    queries = _queries(cast)
    for address, row in proven.items():
        for method in METHODS:
            found = _shoppers(address, row, method, queries)
            wrong |= {f"{method} {address} {what}": status for what, status in found.items()}
    assert wrong == {}
    after = prints(cast.shop)
    assert {name for name in after if after[name] != before[name]} <= {
        "shops_shop"
    }  # when the widget was first seen


def _queries(cast: Cast) -> dict[str, str]:
    """Nobody without a signature; another shop's shopper meets nothing; another customer nothing of 7001's."""
    tea, other = cast.shop.domain, cast.other_shop.domain
    more: dict[str, Any] = {"amount": "100", "currency": "USD", "way": "x"}
    return {
        "another customer": signing.proxied(tea, "999", **more),
        "unsigned": f"shop={tea}&logged_in_customer_id=7001&timestamp=1",
        "altered": signing.proxied(tea, "7002").replace("7002", "7001"),
        "another shop": signing.proxied(other, "7001", **more),
        "a visitor": signing.proxied(tea, "", **more),
    }


def _shoppers(address: str, row: Row, method: str, queries: dict[str, str]) -> Wrong:
    wrong: Wrong = {}
    for name, query in queries.items() if method in row.who else list(queries.items())[:1]:
        answer = _as_json(Client(), method, f"/{address}?{query}")
        if method not in row.who:
            expected: tuple[int, ...] = (405,)
        elif name in ("unsigned", "altered"):
            expected = (401,)
        else:
            expected = (200, 302, 400, 403, 404, 409) if method == "GET" else (403, 404)
        told = PRIVATE.intersection(leaks(answer))
        if answer.status_code not in expected:
            wrong[name] = answer.status_code
        if told:
            wrong[f"{name} is told"] = told
    return wrong


def _as_json(client: Client, method: str, path: str) -> Any:
    if method == "POST":
        return client.post(path, BODY, content_type="application/json")
    return client.generic(method, path)


def test_doors_for_everybody_tell_nothing_of_anybody(cast: Cast) -> None:
    busy_member(cast.shop)
    wrong = {}
    for address, row in rows().items():
        if "everybody" not in row.who.values() or "(?P" in address:
            continue
        answer = Client().get(f"/{address}")
        told = PRIVATE.intersection(leaks(answer))  # the examples of the schema play in a tea shop too
        if answer.status_code >= 500 or told:
            wrong[address] = (answer.status_code, told)
    assert wrong == {}


def test_accounts_behind_a_session_send_everybody_else_to_the_door(cast: Cast) -> None:
    wrong = {}
    for address, row in of("accounts/").items():
        if row.who["GET"] != "signed in":
            continue
        for method in row.who:
            answer = Client().generic(method, f"/{address}")
            to_login = "/accounts/login/" in answer.headers.get("Location", "")
            if not to_login and answer.status_code != 405:
                wrong[f"{method} {address}"] = answer.status_code
    assert wrong == {}


def test_nothing_of_the_operators_admin_opens_to_anybody_else(cast: Cast) -> None:
    """All two hundred addresses that it makes for itself."""
    nobody, owner, wrong = Client(), signed_in(cast.owner), {}
    for address in _admin():
        for name, client in (("nobody", nobody), ("owner", owner)):
            answer = client.get(address)
            if answer.status_code not in (302, 403) and not address.endswith(("/jsi18n/", "/logout/")):
                wrong[f"{name} {address}"] = answer.status_code
    assert wrong == {}
    boss = User.objects.create_superuser("operator", "operator@loyalty.example", "x")
    assert signed_in(boss).get("/staff/").status_code == 200


def _admin() -> list[str]:
    found: list[str] = []

    def walk(patterns: list[Any], before: str) -> None:
        for one in patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, here)
            elif isinstance(one, URLPattern) and "(?P" not in here:
                parts = [part if "<" not in part else "1" for part in here.split("/")]
                found.append("/" + "/".join(parts))

    for one in get_resolver().url_patterns:
        if isinstance(one, URLResolver) and str(one.pattern) == "staff/":
            walk(one.url_patterns, "staff/")
    assert len(found) > 150
    return found


def test_the_doors_beside_the_panel_are_counted_by_the_limits_of_their_rows(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, uncounted = program(cast.shop), {}
    mine = signing.proxied(cast.shop.domain, "7001", amount="100", currency="USD", way="x")
    for address, row in rows().items():
        if address.startswith(("panel/", "webhooks/", "staff/")) or "(?P" in address or row.limit == "none":
            continue
        method = "GET" if "GET" in row.who else "POST"
        first = row.limit.split(", ")[0]
        with monkeypatch.context() as patch:
            patch.setattr(limits, "_counted", lambda key, _s, name=first: 10**6 * key.startswith(f"{name}:"))
            if address.startswith("api/v1/"):
                answer = ask(known, method, address.removeprefix("api/v1/").replace("<", "").replace(">", ""))
            else:
                answer = _as_json(
                    Client(), method, f"/{address}?{mine if address.startswith('proxy/') else ''}"
                )
        if answer.status_code != 429 or not answer["Retry-After"].isdecimal():
            uncounted[address] = (first, answer.status_code)
    assert uncounted == {}
