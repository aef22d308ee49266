"""Short-lived proof that a request to change something comes from a page we gave to this very shopper."""

import hmac
from datetime import datetime
from hashlib import sha256

from django.conf import settings

STEP = 300  # seconds; a nonce lives for two to three of them
LIVES = 3


def make(*, shop_id: int, customer: str, action: str, now: datetime) -> str:
    """A nonce bound to shop, customer and action; the same within five minutes, so that answers can be cached."""
    return _sign(shop_id, customer, action, _step(now))


def holds(nonce: str, *, shop_id: int, customer: str, action: str, now: datetime) -> bool:
    """Whether the nonce was made for this shop, customer and action at most a quarter of an hour ago."""
    given = nonce.encode("utf-8", "replace")
    steps = range(_step(now), _step(now) - LIVES, -1)
    valid = (_sign(shop_id, customer, action, step).encode() for step in steps)
    return any(hmac.compare_digest(given, one) for one in valid)


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _sign(shop_id: int, customer: str, action: str, step: int) -> str:
    message = f"widget\0{shop_id}\0{customer}\0{action}\0{step}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, sha256).hexdigest()[:40]
