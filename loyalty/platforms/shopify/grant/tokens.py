"""The token endpoint: authorization code, session token and refresh token become access tokens.

shopifyapp's exchange and refresh are not used: they build https://{shop} themselves, which no development
box answers, read the clock themselves, and fail on an answer that is no JSON.
"""

from datetime import datetime, timedelta
from typing import Any

import stamina
from django.conf import settings

from loyalty.platforms.shopify import calls
from loyalty.shops.install import Tokens

PATH = "/admin/oauth/access_token"
LONGEST_LIFE = 400 * 86_400  # seconds


class Refused(calls.CallFailed):
    """The platform refused the grant; `code` is OAuth's word for it, such as invalid_grant."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The store refused to give access: {code}")
        self.code = code


def by_code(*, shop: str, code: str, now: datetime) -> Tokens:
    """The end of an install by authorization code. The code works once, so it is never sent twice."""
    return _tokens(_ask(shop, {"code": code, "expiring": 1}), now)


def by_session_token(*, shop: str, token: str, now: datetime) -> Tokens:
    """Token exchange, for an app that the store installed by itself."""
    kind = "urn:ietf:params:oauth:"
    fields: dict[str, object] = {
        "grant_type": f"{kind}grant-type:token-exchange",
        "subject_token": token,
        "subject_token_type": f"{kind}token-type:id_token",
        "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
        "expiring": 1,
    }
    return _tokens(_patiently(shop, fields), now)


def by_refresh_token(*, shop: str, token: str, now: datetime) -> Tokens:
    """Both tokens change; the old pair works until the new one is first used, so asking again is safe."""
    return _tokens(_patiently(shop, {"grant_type": "refresh_token", "refresh_token": token}), now)


def _patiently(shop: str, fields: dict[str, object]) -> dict[str, Any]:
    brief = (calls.Unreachable, calls.Faulty)
    for attempt in stamina.retry_context(on=brief, attempts=3, timeout=20, wait_initial=0.2, wait_max=2):
        with attempt:
            return _ask(shop, fields)
    raise AssertionError("stamina either returns or raises")


def _ask(shop: str, fields: dict[str, object]) -> dict[str, Any]:
    own = {"client_id": settings.SHOPIFY_CLIENT_ID, "client_secret": settings.SHOPIFY_CLIENT_SECRET}
    response = calls.post(shop, PATH, json=own | fields)
    found = calls.answer(response)
    if response.status_code != 200 or "error" in found:
        raise Refused(str(found.get("error") or f"status {response.status_code}")[:60])
    return found


def _tokens(found: dict[str, Any], now: datetime) -> Tokens:
    access, refresh, scope = found.get("access_token"), found.get("refresh_token"), found.get("scope")
    if not isinstance(access, str) or not access or not isinstance(scope, str):
        raise calls.Faulty("The store's answer has no access token.")
    return Tokens(
        access=access,
        access_expires_at=_end(found.get("expires_in"), now),
        refresh=refresh if isinstance(refresh, str) else "",
        refresh_expires_at=_end(found.get("refresh_token_expires_in"), now),
        scopes=tuple(sorted({part.strip() for part in scope.split(",") if part.strip()})),
    )


def _end(seconds: object, now: datetime) -> datetime | None:
    """None for a token that does not expire."""
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    return now + timedelta(seconds=max(0, min(seconds, LONGEST_LIFE)))
