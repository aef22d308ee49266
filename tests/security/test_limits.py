"""Whoever asks too often is told when to come back; whoever shares an address with them is not."""

import subprocess
import time
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client, RequestFactory

from loyalty.common import caller, limits
from loyalty.common.forgiving_cache import ForgivingRedis
from loyalty.common.limits import Limit, wait
from loyalty.inbox import unknown
from loyalty.inbox.models import Delivery
from loyalty.panel import pace
from loyalty.panel.urls import urlpatterns
from loyalty.platforms.shopify.signatures import secrets_in_use
from loyalty.runtime import ports
from loyalty.runtime.gate import limit_of
from tests.api.program import Program, a_key, program
from tests.cast import Cast
from tests.panel.story import signed_in
from tests.shopify import signing

NOBODY = sha256(b"nobody.myshopify.com").hexdigest()
THREE = Limit("three", "address", 3)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Twenty seconds into a minute, and standing still."""
    with time_machine.travel(1_800_000_020, tick=False) as made:
        yield made


def used_up(limit: Limit, *who: object) -> None:
    """All but one of this minute's requests were made."""
    for _ in range(limit.times - 1):
        assert wait(limit, *who) == 0


def told_to_wait(*answers: Any) -> None:
    """The first went on, the second is to come back in forty seconds, as this minute ends."""
    first, second = answers
    assert first.status_code != 429
    assert (second.status_code, second["Retry-After"]) == (429, "40")


def test_the_fourth_of_three_waits_for_the_next_minute(clock: Any) -> None:
    assert [wait(THREE, "a") for _ in range(4)] == [0, 0, 0, 40]
    assert wait(THREE, "b") == 0, "somebody else is somebody else"
    clock.shift(40)
    assert wait(THREE, "a") == 0


def test_limits_can_be_lifted_to_measure(settings: LazySettings) -> None:
    settings.LIMITS = False
    assert [wait(THREE, "a") for _ in range(9)] == [0] * 9


def test_a_counter_that_is_gone_stops_nobody(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis away: nothing is counted, nothing fails, and it is not asked again at once."""
    monkeypatch.setattr(ForgivingRedis, "_away_until", 0.0)
    away = ForgivingRedis(f"redis://127.0.0.1:{ports.free()}/0", {})
    monkeypatch.setattr(limits, "caches", {"limits": away})
    assert [wait(THREE, "a") for _ in range(9)] == [0] * 9
    assert (away.get("a", "none"), away.add("a", 1), away.get_many(["a"])) == ("none", True, {})
    assert (away.has_key("a"), away.delete("a"), away.touch("a")) == (False, False, False)
    away.set("a", 1)
    with pytest.raises(ValueError, match="a"):
        away.incr("a")
    assert ForgivingRedis._away_until > time.monotonic()


def test_two_processes_count_together_in_redis(needs_redis: str) -> None:
    """Two clients of one server stand for two processes."""
    port = ports.free()
    with subprocess.Popen(
        (needs_redis, "--port", str(port), "--save", ""), stdout=subprocess.DEVNULL
    ) as server:
        try:
            ForgivingRedis._away_until = 0.0
            one, two = (ForgivingRedis(f"redis://127.0.0.1:{port}/0", {}) for _ in range(2))
            _until_it_answers(one)
            assert one.add("n", 1)
            assert not two.add("n", 1)
            assert (two.incr("n"), one.incr("n")) == (2, 3)
        finally:
            server.kill()


def _until_it_answers(cache: ForgivingRedis) -> None:
    for _ in range(200):
        ForgivingRedis._away_until = 0.0
        cache.set("up", 1)
        if cache.get("up") == 1:
            return
    raise AssertionError("Redis does not answer")


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/accounts/login/", limits.SIGN_IN),
        ("/accounts/2fa/authenticate/", limits.SIGN_IN),
        ("/accounts/password/reset/", limits.SIGN_IN),
        ("/staff/login/", limits.SIGN_IN),
    ],
)
def test_one_address_tries_so_many_passwords_a_minute(client: Client, path: str, limit: Limit) -> None:
    used_up(limit, "127.0.0.1")
    asked = {"login": "owner@tea.example", "password": "guess"}
    told_to_wait(*(client.post(path, asked) for _ in range(2)))
    assert client.get(path).status_code != 429, "the page itself can be read"
    assert client.post(path, asked, REMOTE_ADDR="198.51.100.7").status_code != 429, "nobody else waits"


def test_an_account_tried_in_vain_is_locked_and_says_for_how_long(
    client: Client, cast: Cast, settings: LazySettings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    asked = {"login": cast.owner.email, "password": "guess"}
    answers = [client.post("/accounts/login/", asked) for _ in range(4)]
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "3600")
    right = {"login": cast.owner.email, "password": "a long enough password"}
    assert client.post("/accounts/login/", right).status_code == 429
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/shopify/install?shop=tea.myshopify.com", limits.INSTALL),
        ("/shopify/callback?shop=tea.myshopify.com", limits.INSTALL),
        ("/shopify/app", limits.INSTALL),
        ("/api/schema/programme.json", limits.OPEN),
        ("/api/docs/", limits.OPEN),
        ("/accounts/login/", limits.OPEN),
        ("/staff/", limits.OPERATOR),
    ],
)
def test_doors_without_proof_are_counted_by_address(client: Client, path: str, limit: Limit) -> None:
    used_up(limit, "127.0.0.1")
    told_to_wait(client.get(path), client.get(path))
    assert client.get(path, REMOTE_ADDR="198.51.100.7").status_code != 429


def test_a_shopper_and_a_shops_visitors_are_counted_apart(client: Client, cast: Cast) -> None:
    shop = cast.shop.pk
    used_up(limits.SHOPPER, shop, "7001")
    caches["limits"].set(limits.counter(limits.VISITORS, shop), limits.VISITORS.times - 1)
    mine, visitor = (f"/proxy/data?{signing.proxied(cast.shop.domain, who)}" for who in ("7001", ""))
    told_to_wait(client.get(mine), client.get(mine))
    told_to_wait(client.get(visitor), client.get(visitor))
    other = signing.proxied(cast.shop.domain, "7002")
    assert client.get(f"/proxy/page?{other}").status_code == 200
    assert client.get(f"/proxy/page?{signing.proxied(cast.other_shop.domain)}").status_code == 200


def test_forged_signatures_are_counted_and_good_ones_from_the_same_address_pass(
    client: Client, cast: Cast
) -> None:
    good = f"/proxy/data?{signing.proxied(cast.shop.domain, '7001')}"
    bad = good.replace("7001", "7002")
    used_up(limits.UNPROVEN, "127.0.0.1")
    told_to_wait(client.get(bad), client.get(bad))
    assert client.get(good).status_code == 200


def test_guessed_keys_are_counted_and_a_key_in_use_passes(cast: Cast) -> None:
    used_up(limits.UNPROVEN, "127.0.0.1")
    guess = Program("lk_" + "A" * 43)
    told_to_wait(guess.get("shop"), guess.get("shop"))
    assert program(cast.shop).get("shop").status_code == 200


def test_a_key_may_ask_so_often(cast: Cast, settings: LazySettings) -> None:
    settings.API_REQUESTS_A_MINUTE = 1
    _, token = a_key(cast.shop)
    told_to_wait(Program(token).get("shop"), Program(token).get("shop"))
    assert program(cast.shop).get("shop").status_code == 200


def test_forged_session_tokens_are_counted(client: Client, cast: Cast) -> None:
    used_up(limits.UNPROVEN, "127.0.0.1")
    forged = {"Authorization": f"Bearer {signing.session_token(cast.shop.domain, secret='x' * 32)}"}
    told_to_wait(client.get("/panel/", headers=forged), client.get("/panel/", headers=forged))
    good = {"Authorization": f"Bearer {signing.session_token(cast.shop.domain)}"}
    assert client.get("/panel/", headers=good).status_code == 200


def test_the_panel_its_previews_and_its_costly_deeds_have_limits_of_their_own(cast: Cast) -> None:
    client, staff = signed_in(cast.owner), cast.shop.staff.get(user=cast.owner).pk
    used_up(limits.PREVIEW, staff)
    told_to_wait(*(client.get("/panel/earning/example/") for _ in range(2)))
    used_up(limits.COSTLY, cast.shop.pk)
    told_to_wait(*(client.post("/panel/books/prove/") for _ in range(2)))
    assert client.get("/panel/").status_code == 200
    assert signed_in(cast.stranger).post("/panel/books/prove/").status_code == 302
    caches["limits"].set(limits.counter(limits.PANEL, staff), limits.PANEL.times)
    late = client.get("/panel/settings/")
    assert (late.status_code, late["Retry-After"]) == (429, "40")
    assert "Wait 40 seconds" in late.content.decode()


def test_the_names_of_previews_and_costly_deeds_are_addresses() -> None:
    named = {str(pattern.name) for pattern in urlpatterns}
    assert named >= {*pace.PREVIEWS, *pace.COSTLY_DEEDS}


def knock(client: Client, shop: str, number: int, body: bytes = b"{}") -> Any:
    return client.post(
        "/webhooks/shopify",
        body,
        content_type="application/json",
        headers={
            "X-Shopify-Hmac-Sha256": signing.webhook(body, next(iter(secrets_in_use()))),
            "X-Shopify-Shop-Domain": shop,
            "X-Shopify-Topic": "orders/paid",
            "X-Shopify-Webhook-Id": f"{shop}-{number}",
        },
    )


def test_a_flood_for_a_shop_we_do_not_know_is_told_to_wait(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unknown, "_resting", {})
    used_up(limits.UNKNOWN_SHOP, NOBODY)
    assert [knock(client, "nobody.myshopify.com", n).status_code for n in range(2)] == [200, 200]
    late = knock(client, "nobody.myshopify.com", 3)
    assert (late.status_code, late["Retry-After"]) == (429, "60")
    assert Delivery.objects.filter(shop_domain="nobody.myshopify.com").count() == 2
    assert knock(client, cast.shop.domain, 1).status_code == 200, "known shops are never told to wait"
    assert knock(client, "somebody.myshopify.com", 1).status_code == 200


def test_a_shop_we_do_not_know_is_heard_again_after_its_minute(
    client: Client, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unknown, "_resting", {})
    used_up(limits.UNKNOWN_SHOP, NOBODY)
    assert [knock(client, "nobody.myshopify.com", n).status_code for n in range(3)] == [200, 200, 429]
    clock.shift(41)
    assert knock(client, "nobody.myshopify.com", 3).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "found"),
    [
        (0, "9.9.9.9", "198.51.100.7", "198.51.100.7"),
        (1, "9.9.9.9", "10.0.0.1", "9.9.9.9"),
        (1, "1.1.1.1, 9.9.9.9", "10.0.0.1", "9.9.9.9"),
        (2, "1.1.1.1, 9.9.9.9, 10.0.0.2", "10.0.0.1", "9.9.9.9"),
        (2, "9.9.9.9", "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1", caller.NOBODY),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (0, "", "::ffff:9.9.9.9", "9.9.9.9"),
    ],
)
def test_nobody_chooses_the_address_they_are_counted_by(
    settings: LazySettings, proxies: int, forwarded: str, remote: str, found: str
) -> None:
    settings.PROXIES_IN_FRONT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert caller.of(request) == found


def test_every_limit_is_used_and_says_by_what_it_counts() -> None:
    assert len({limit.name for limit in limits.ALL}) == len(limits.ALL)
    assert limit_of("/healthz", "GET") is None
