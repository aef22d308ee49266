"""HTTP calls to a store: one pooled client, hard timeouts, and errors of our own."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import httpx

from loyalty.platforms.shopify import domain
from loyalty.shops.platform import StoreFailed

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
LIMIT = 20 * 1024 * 1024


class CallFailed(StoreFailed):
    """A call that brought no usable answer; the message is fit for a log and for the merchant."""


class Unreachable(CallFailed):
    """Time-out or no connection: it may or may not have been done."""


class Faulty(CallFailed):
    """The platform answered with a 5xx, or with something that is no JSON object."""


@lru_cache(maxsize=1)
def client() -> httpx.Client:
    return httpx.Client(
        timeout=TIMEOUT, follow_redirects=False, limits=httpx.Limits(max_connections=50), trust_env=False
    )


def post(shop: str, path: str, *, json: Mapping[str, object], token: str = "") -> httpx.Response:
    """POSTs JSON to one store. `shop` must be a checked domain. Raises Unreachable."""
    headers = {"Accept": "application/json"} | domain.host_header(shop)
    if token:
        headers["X-Shopify-Access-Token"] = token
    try:
        return client().post(domain.origin(shop) + path, json=json, headers=headers)
    except httpx.HTTPError as bad:
        raise Unreachable(f"{shop} could not be reached: {type(bad).__name__}") from bad


def answer(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer. Raises Faulty."""
    if response.status_code >= 500:
        raise Faulty(f"The store answered {response.status_code}.")
    try:
        found = response.json()
    except ValueError:
        raise Faulty(f"The store answered {response.status_code} with something that is no JSON.") from None
    if not isinstance(found, dict):
        raise Faulty("The store answered with JSON of an unknown shape.")
    return found
