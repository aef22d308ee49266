"""The app proxy's signature, and who it says is looking."""

import time
from urllib.parse import parse_qsl, urlencode

import pytest
import time_machine
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from loyalty.platforms.shopify.platform import Shopify
from loyalty.platforms.shopify.signatures import proxy_query_is_signed
from loyalty.shops.platform import StorefrontVisitor
from tests.cast import Cast
from tests.shopify import signing
from tests.shopify.mutations import texts

VECTOR = (
    "extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1"
    "&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555"
    "&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"
)


def asked(query: str) -> HttpRequest:
    return RequestFactory().get("/proxy/data", QUERY_STRING=query)


def visitor(query: str) -> StorefrontVisitor:
    return Shopify().storefront_visitor(asked(query))


def refused(query: str) -> bool:
    try:
        visitor(query)
    except PermissionDenied:
        return True
    return False


def test_the_platforms_own_vector_reproduces(settings: LazySettings) -> None:
    settings.SHOPIFY_CLIENT_SECRET = "hush"
    with time_machine.travel(1317327555, tick=False):
        assert proxy_query_is_signed(VECTOR)
    with time_machine.travel(1317327555 + 91, tick=False):
        assert not proxy_query_is_signed(VECTOR)


def test_the_shopper_the_platform_names_is_the_visitor(cast: Cast) -> None:
    found = visitor(signing.proxied(cast.shop.domain, "7001", locale="zh-TW"))
    assert (found.shop, found.customer, found.prefix) == (cast.shop, "7001", "/apps/rewards")
    assert visitor(signing.proxied(cast.shop.domain)).customer == ""


@pytest.mark.parametrize("seconds", [-91, -3600, 91, 3600])
def test_a_stale_or_early_request_is_refused(cast: Cast, seconds: int) -> None:
    assert refused(signing.proxied(cast.shop.domain, "7001", at=time.time() + seconds))
    assert not refused(
        signing.proxied(cast.shop.domain, "7001", at=time.time() + seconds / abs(seconds) * 60)
    )


def test_two_thousand_altered_queries_name_nobody_else(cast: Cast) -> None:
    good = signing.proxied(cast.shop.domain, "7001")
    meant = dict(parse_qsl(good, keep_blank_values=True))
    for mutant in texts(good, 2000):
        # A few damages write the same query in other characters; those are no forgeries.
        if dict(parse_qsl(mutant, keep_blank_values=True)) != meant:
            assert refused(mutant), mutant


@pytest.mark.parametrize("key", ["shop", "logged_in_customer_id", "timestamp", "path_prefix", "signature"])
def test_a_control_key_that_comes_twice_is_refused(cast: Cast, key: str) -> None:
    good = signing.proxied(cast.shop.domain, "7001")
    assert refused(f"{good}&{key}=7002")
    assert refused(f"{key}=7002&{good}")
    pairs = [(k, v) for k, v in parse_qsl(good, keep_blank_values=True) if k != "signature"]
    assert refused(signing.proxy([*pairs, (key, dict(pairs).get(key, "x"))]))


@pytest.mark.parametrize("key", ["shop", "timestamp", "signature"])
def test_a_control_key_that_is_missing_is_refused(cast: Cast, key: str) -> None:
    pairs = [(k, v) for k, v in parse_qsl(signing.proxied(cast.shop.domain, "7001")) if k != key]
    assert refused(urlencode(pairs))


def test_a_cheat_cannot_move_the_borders_between_signed_values(cast: Cast) -> None:
    """The signed text has no separators: what the cheat asks for may be read as another query."""
    now = str(int(time.time()))
    shop = cast.shop.domain
    smuggled = f"logged_in_customer_id=7001path_prefix=/apps/rewardsshop={shop}timestamp={now}zz="
    genuine = signing.proxy(
        [
            ("a", smuggled),
            ("logged_in_customer_id", "7003"),
            ("path_prefix", "/apps/rewards"),
            ("shop", shop),
            ("timestamp", now),
        ]
    )
    signature = dict(parse_qsl(genuine))["signature"]
    rest = f"logged_in_customer_id=7003path_prefix=/apps/rewardsshop={shop}timestamp={now}"
    forged = urlencode(
        [
            ("a", ""),
            ("logged_in_customer_id", "7001"),
            ("path_prefix", "/apps/rewards"),
            ("shop", shop),
            ("timestamp", now),
            ("zz", rest),
            ("signature", signature),
        ]
    )
    assert proxy_query_is_signed(forged), "the platform's algorithm itself cannot tell"
    assert refused(forged)


@pytest.mark.parametrize("key", ["id", "p", "customer_id", "xshop", "x", "", "locale", "amount"])
def test_keys_that_could_be_part_of_a_control_key_are_refused(cast: Cast, key: str) -> None:
    pairs = [(k, v) for k, v in parse_qsl(signing.proxied(cast.shop.domain, "7001")) if k != "signature"]
    assert refused(signing.proxy([*pairs, (key, "1")])) is (key not in ("locale", "amount"))


def test_a_shop_that_is_unknown_or_has_left_is_refused(cast: Cast) -> None:
    assert refused(signing.proxied("unknown.myshopify.com", "7001"))
    cast.shop.installations.update(uninstalled_at=cast.now)
    assert refused(signing.proxied(cast.shop.domain, "7001"))


@pytest.mark.parametrize("customer", ["-1", "007", "1 or 1=1", "٧", "1\n", "7001.0", "9" * 20])
def test_a_customer_that_is_no_id_is_refused(cast: Cast, customer: str) -> None:
    assert refused(signing.proxied(cast.shop.domain, customer))
