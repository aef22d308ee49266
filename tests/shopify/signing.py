"""Signs as the platform does, written a second time on purpose: tests must not sign with what they test."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings

Pairs = list[tuple[str, str]]


def _hex(message: str, secret: str) -> str:
    key = (secret or settings.SHOPIFY_CLIENT_SECRET).encode()
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


def webhook(body: bytes, secret: str = "") -> str:
    key = (secret or settings.SHOPIFY_CLIENT_SECRET).encode()
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()


def proxy(pairs: Pairs, secret: str = "") -> str:
    """The signed query string."""
    joined: dict[str, list[str]] = {}
    for key, value in pairs:
        joined.setdefault(key, []).append(value)
    message = "".join(sorted(f"{key}={','.join(values)}" for key, values in joined.items()))
    return urlencode([*pairs, ("signature", _hex(message, secret))])


def proxied(shop: str, customer: str = "", at: float = 0, **more: str) -> str:
    """The query string of a storefront request that the platform passed on."""
    pairs = [
        ("shop", shop),
        ("path_prefix", "/apps/rewards"),
        ("timestamp", str(int(at or time.time()))),
        ("logged_in_customer_id", customer),
        *more.items(),
    ]
    return proxy(pairs)


def oauth(values: dict[str, str], secret: str = "") -> str:
    """The signed query string of an install link or a callback."""
    message = "&".join(f"{key}={value}" for key, value in sorted(values.items()))
    return urlencode({**values, "hmac": _hex(message, secret)})


def session_token(shop: str, *, secret: str = "", subject: str = "42", **changed: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": settings.SHOPIFY_CLIENT_ID,
        "sub": subject,
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        "jti": secrets.token_hex(8),
        "sid": secrets.token_hex(8),
    }
    claims |= changed
    kept = {key: value for key, value in claims.items() if value is not None}
    body = json.dumps(kept).encode()  # jwt.encode itself would refuse some of the claims a cheat might send
    return jwt.PyJWS().encode(body, secret or settings.SHOPIFY_CLIENT_SECRET, algorithm="HS256")
