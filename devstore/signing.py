"""The platform's three signatures and its session tokens."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import jwt

Pairs = Iterable[tuple[str, str]]


def _hex(secret: str, message: str) -> str:
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def oauth_hmac(secret: str, pairs: Pairs) -> str:
    """Of the sorted k=v joined by "&", without `hmac` itself."""
    kept = sorted((k, v) for k, v in pairs if k != "hmac")
    return _hex(secret, "&".join(f"{_escape(k, '&%=')}={_escape(v, '&%')}" for k, v in kept))


def _escape(value: str, characters: str) -> str:
    return "".join(f"%{ord(c):02X}" if c in characters else c for c in value)


def proxy_signature(secret: str, pairs: Pairs) -> str:
    """Of the sorted k=v with nothing between; a repeated key's values are joined by a comma."""
    grouped: dict[str, list[str]] = {}
    for key, value in pairs:
        if key != "signature":
            grouped.setdefault(key, []).append(value)
    return _hex(secret, "".join(sorted(f"{key}={','.join(values)}" for key, values in grouped.items())))


def webhook_hmac(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def host_parameter(admin_host: str) -> str:
    return base64.b64encode(admin_host.encode()).decode().rstrip("=")


def session_token(*, client_id: str, secret: str, shop: str, user: int, now: datetime) -> str:
    claims: Mapping[str, object] = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": client_id,
        "sub": str(user),
        "exp": int((now + timedelta(seconds=60)).timestamp()),
        "nbf": int(now.timestamp()),
        "iat": int(now.timestamp()),
        "jti": secrets.token_hex(16),
        "sid": secrets.token_hex(32),
    }
    return jwt.encode(dict(claims), secret, algorithm="HS256")


def token_is_good(token: str, *, client_id: str, secret: str, shop: str) -> bool:
    try:
        claims = jwt.decode(token, secret, algorithms=["HS256"], audience=client_id, leeway=10)
    except jwt.InvalidTokenError:
        return False
    return claims.get("dest") == f"https://{shop}" and claims.get("iss") == f"https://{shop}/admin"
