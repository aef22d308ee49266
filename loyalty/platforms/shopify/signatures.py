"""Proof that the platform itself is speaking: webhooks, app proxy, OAuth callbacks.

All comparisons are of bytes: a header that is not ASCII is a wrong signature, never an error.
During a rotation the old secret counts too.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from shopify.session import Session
from shopify_app.types import AppConfig, RequestInput
from shopify_app.verify.app_proxy import verify_app_proxy_req

TOLERANCE = 90  # seconds
QUERY_LIMIT = 8_192
HMAC_HEADERS = ("X-Shopify-Hmac-Sha256", "Shopify-Hmac-Sha256")
PROXY_CONTROLS = ("shop", "path_prefix", "timestamp", "logged_in_customer_id", "signature")

_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)

Pairs = list[tuple[str, str]]


def secrets_in_use() -> list[str]:
    """The client secret, then the one it replaces."""
    return [s for s in (settings.SHOPIFY_CLIENT_SECRET, settings.SHOPIFY_OLD_CLIENT_SECRET) if s]


def webhook_is_genuine(*, body: bytes, headers: Mapping[str, str]) -> bool:
    """Base64 HMAC over the raw bytes, under either name of the header.

    shopifyapp's own check wants the body as text, which a body that is not UTF-8 cannot be.
    """
    given = [headers[name].encode("utf-8", "surrogatepass") for name in HMAC_HEADERS if headers.get(name)]
    right = [
        base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
        for secret in secrets_in_use()
    ]
    return _any_match(given, right)


def _any_match(given: list[bytes], right: list[bytes]) -> bool:
    found = False
    for one in given:
        for other in right:
            found |= hmac.compare_digest(one, other)
    return found


def pairs(query: str) -> Pairs:
    """The decoded pairs of a query string; none of one that is too long to be the platform's."""
    return parse_qsl(query, keep_blank_values=True) if len(query) <= QUERY_LIMIT else []


def proxy_query_is_signed(query: str) -> bool:
    """The app proxy's signature over the whole query string, not older than TOLERANCE."""
    found = pairs(query)
    values = dict(found)
    once = all(sum(key == name for key, _ in found) == 1 for name in PROXY_CONTROLS if name in values)
    if not once or not {"shop", "timestamp", "signature"} <= values.keys():
        return False
    # shopifyapp compares texts and fails on others than these, and its int() takes more than digits
    if not _HEX.fullmatch(values["signature"]) or not _SECONDS.fullmatch(values["timestamp"]):
        return False
    return _proven_by_shopifyapp(query)


def _proven_by_shopifyapp(query: str) -> bool:
    config: AppConfig = {
        "client_id": settings.SHOPIFY_CLIENT_ID,
        "client_secret": settings.SHOPIFY_CLIENT_SECRET,
        "old_client_secret": settings.SHOPIFY_OLD_CLIENT_SECRET or None,
    }
    request: RequestInput = {"method": "GET", "headers": {}, "url": f"https://proxy/?{query}", "body": ""}
    return bool(settings.SHOPIFY_CLIENT_SECRET and verify_app_proxy_req(request, config).ok)


def proxy_query_is_unambiguous(found: Pairs) -> bool:
    """The proxy signs k=v pairs without anything between them, so a shopper could move the borders.

    Somebody who asks the storefront for ?a=logged_in_customer_id=777… gets a signature that also fits a
    query in which 777 is the customer. Refusing "=" inside any text, and names that are part of a control
    name or end with one, leaves a signed text just one reading.
    """
    return all(
        "=" not in key + value and (key in PROXY_CONTROLS or not _resembles_a_control(key))
        for key, value in found
    )


def _resembles_a_control(key: str) -> bool:
    return any(name.endswith(key) or key.endswith(name) for name in PROXY_CONTROLS)


@lru_cache(maxsize=4)
def _signer(secret: str) -> Any:
    """shopifyapi keeps the secret on the class: a class per secret, so that none is ever swapped."""
    return type("Signer", (Session,), {"secret": secret})


def oauth_query_is_signed(query: str, *, now: float) -> bool:
    """The hmac of an install link or OAuth callback, not older than TOLERANCE. `now` in Unix seconds."""
    found = pairs(query)
    values = dict(found)
    if len(values) != len(found) or any(key.endswith("[]") for key in values):
        return False
    if not _HEX.fullmatch(values.get("hmac", "")) or not _SECONDS.fullmatch(values.get("timestamp", "")):
        return False
    right = [_signer(secret).calculate_hmac(values).encode() for secret in secrets_in_use()]
    fresh = abs(now - int(values["timestamp"])) <= TOLERANCE
    return _any_match([values["hmac"].encode()], right) and fresh
