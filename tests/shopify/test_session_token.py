"""Session tokens: who opened the panel inside the store's admin."""

import base64
import json
import time
from typing import Any

import jwt
import pytest
from django.conf import LazySettings, settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from loyalty.platforms.shopify.platform import Shopify
from loyalty.shops.platform import PanelVisitor
from tests.cast import Cast
from tests.shopify import signing
from tests.shopify.mutations import texts

TEA = "tea.myshopify.com"


def asked(header: str | None) -> HttpRequest:
    return RequestFactory().get("/panel/", **({} if header is None else {"HTTP_AUTHORIZATION": header}))  # type: ignore[arg-type]


def visitor(token: str) -> PanelVisitor | None:
    return Shopify().panel_visitor(asked(f"Bearer {token}"))


def refused(token: str) -> bool:
    try:
        visitor(token)
    except PermissionDenied:
        return True
    return False


def test_a_good_token_names_shop_and_person(cast: Cast) -> None:
    assert visitor(signing.session_token(cast.shop.domain)) == PanelVisitor(shop=cast.shop, subject="42")


def test_no_header_is_no_visitor_and_no_error(cast: Cast) -> None:
    assert Shopify().panel_visitor(asked(None)) is None


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic dXNlcg==", "bearer x", "Bearer é", "Bearer a.b.c"]
)
def test_a_header_that_is_no_token_is_refused(cast: Cast, header: str) -> None:
    with pytest.raises(PermissionDenied):
        Shopify().panel_visitor(asked(header))


def test_the_clocks_may_differ_by_ten_seconds_and_no_more(cast: Cast) -> None:
    now = int(time.time())
    assert not refused(signing.session_token(TEA if cast.shop else "", exp=now - 5))
    assert refused(signing.session_token(TEA, exp=now - 12))
    assert not refused(signing.session_token(TEA, nbf=now + 5))
    assert refused(signing.session_token(TEA, nbf=now + 15))


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-app"},
        {"aud": None},
        {"exp": None},
        {"exp": "never"},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 65},
        {"iss": "https://other.myshopify.com/admin"},
        {"iss": "https://tea.myshopify.com"},
        {"iss": None},
        {"iss": 5},
        {"dest": "https://other.myshopify.com"},
        {"dest": "https://tea.myshopify.com/"},
        {"dest": "https://tea.myshopify.com\n"},
        {"dest": ["https://tea.myshopify.com"]},
        {"dest": None},
        {"iss": "https://evil.example/admin", "dest": "https://evil.example"},
        {"iss": "http://tea.myshopify.com/admin", "dest": "http://tea.myshopify.com"},
    ],
)
def test_a_token_with_other_claims_is_refused(cast: Cast, changed: dict[str, Any]) -> None:
    assert cast.shop
    assert refused(signing.session_token(TEA, **changed))


def test_other_algorithms_are_refused(cast: Cast) -> None:
    assert cast.shop
    claims = jwt.decode(signing.session_token(TEA), options={"verify_signature": False})
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    assert refused(f"{head}.{body}.")
    assert refused(jwt.encode(claims, settings.SHOPIFY_CLIENT_SECRET * 2, algorithm="HS512"))


def test_two_thousand_damaged_tokens_are_refused(cast: Cast) -> None:
    assert cast.shop
    good = signing.session_token(TEA)
    for mutant in texts(good, 2000):
        assert refused(mutant) or same_bytes(mutant, good), mutant


def same_bytes(mutant: str, good: str) -> bool:
    """The last base64 digit carries spare bits: some others decode to the same signature."""
    return mutant[:-1] == good[:-1] and decoded(mutant) == decoded(good)


def decoded(token: str) -> bytes:
    return base64.urlsafe_b64decode(token.rpartition(".")[2] + "==")


def test_the_old_secret_counts_while_it_is_set(cast: Cast, settings: LazySettings) -> None:
    old = signing.session_token(cast.shop.domain, secret="yesterday's secret is long enough too")
    assert refused(old)
    settings.SHOPIFY_OLD_CLIENT_SECRET = "yesterday's secret is long enough too"
    assert not refused(old)


def test_a_shop_that_is_unknown_or_has_left_is_refused(cast: Cast) -> None:
    assert refused(signing.session_token("unknown.myshopify.com"))
    cast.shop.installations.update(uninstalled_at=cast.now)
    assert refused(signing.session_token(TEA))
