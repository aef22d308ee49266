"""The Admin GraphQL API, as one shop: budget, retries and tokens looked after."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import stamina
from django.conf import settings
from django.utils import timezone

from loyalty.platforms.shopify import calls, tokens
from loyalty.shops.models import Shop

ATTEMPTS = 6
TIMEOUT = 45.0  # seconds over all attempts
LONGEST_WAIT = 20.0


class QueryFailed(calls.CallFailed):
    """The platform understood the call and answered with errors; `errors` are its own."""

    def __init__(self, errors: list[Any]) -> None:
        first = errors[0] if errors and isinstance(errors[0], Mapping) else {}
        super().__init__(f"The store refused the query: {str(first.get('message', 'no reason given'))[:300]}")
        self.errors = errors


class Throttled(calls.CallFailed):
    """The shop's budget is spent; `wait` is when it will do for this query again."""

    wait: timedelta

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"The store's API budget is spent for {wait.total_seconds():.1f} s.")
        self.wait = wait


class TokenRefused(calls.CallFailed):
    """The platform answered 401 to a token that should work."""


def run(
    *, shop: Shop, document: str, variables: Mapping[str, object], repeat: bool = True
) -> dict[str, object]:
    """The `data` of the answer. Not to be called inside a transaction: it may wait for seconds.

    Mutations are repeated after a time-out too: pass them only with an identity of your own choosing, or without
    `repeat`; then only what surely was not done is asked again.
    Raises QueryFailed, Throttled, Unreachable, Faulty or LockedOut.
    """
    token = tokens.access_token(shop=shop, now=timezone.now())
    try:
        return ask(shop=shop.domain, token=token, document=document, variables=variables, repeat=repeat)
    except TokenRefused:
        fresh = tokens.access_token(shop=shop, now=timezone.now(), refused=token)
    try:
        return ask(shop=shop.domain, token=fresh, document=document, variables=variables, repeat=repeat)
    except TokenRefused as bad:
        tokens.lock_out(shop=shop, now=timezone.now())
        raise tokens.LockedOut(f"{shop.domain} refuses even a fresh token.") from bad


def ask(
    *, shop: str, token: str, document: str, variables: Mapping[str, object], repeat: bool = True
) -> dict[str, object]:
    """As `run`, with a token that is no shop row's yet. Raises TokenRefused too."""
    for attempt in stamina.retry_context(
        on=_worth_another if repeat else _was_not_done,
        attempts=ATTEMPTS,
        timeout=TIMEOUT,
        wait_initial=0.2,
        wait_max=5.0,
    ):
        with attempt:
            return _once(shop, token, document, variables)
    raise AssertionError("stamina either returns or raises")


def _worth_another(bad: Exception) -> bool | timedelta:
    if isinstance(bad, Throttled):
        return bad.wait
    return isinstance(bad, (calls.Unreachable, calls.Faulty))


def _was_not_done(bad: Exception) -> bool | timedelta:
    return bad.wait if isinstance(bad, Throttled) else False


def _once(shop: str, token: str, document: str, variables: Mapping[str, object]) -> dict[str, object]:
    path = f"/admin/api/{settings.SHOPIFY_API_VERSION}/graphql.json"
    response = calls.post(shop, path, json={"query": document, "variables": variables}, token=token)
    if response.status_code == 401:
        raise TokenRefused(f"{shop} refused our token.")
    if response.status_code == 429:
        raise Throttled(_after(response))
    found = calls.answer(response)
    if errors := found.get("errors"):
        _refuse(errors, found)
    data = found.get("data")
    if response.status_code != 200 or not isinstance(data, dict):
        raise calls.Faulty(f"The store answered {response.status_code} without data.")
    return data


def _refuse(errors: object, found: Mapping[str, Any]) -> None:
    """Raises, unless every error is a field withheld from us beside data that came: such a field is null."""
    told = errors if isinstance(errors, list) else [{"message": str(errors)}]
    codes = [_code(error) for error in told]
    if "THROTTLED" in codes:
        raise Throttled(_budget_wait(found))
    withheld = all(code == "ACCESS_DENIED" for code in codes)
    if withheld and isinstance(found.get("data"), dict) and any(found["data"].values()):
        return
    raise QueryFailed(told)


def _code(error: object) -> str:
    extensions = error.get("extensions") if isinstance(error, Mapping) else None
    return str(extensions.get("code", "")) if isinstance(extensions, Mapping) else ""


def _budget_wait(found: Mapping[str, Any]) -> timedelta:
    """Until the bucket holds what the query asks for, at the rate the store says."""
    try:
        cost = found["extensions"]["cost"]
        status = cost["throttleStatus"]
        missing = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        seconds = missing / float(status["restoreRate"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        seconds = 1.0
    return timedelta(seconds=min(max(seconds, 0.1), LONGEST_WAIT))


def _after(response: httpx.Response) -> timedelta:
    try:
        seconds = float(response.headers.get("Retry-After", "1"))
    except ValueError:
        seconds = 1.0
    return timedelta(seconds=min(max(seconds, 0.1), LONGEST_WAIT))
