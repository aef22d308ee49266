"""How a webhook is signed: HMAC-SHA256 over time and body, by every secret that is good just now."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from loyalty.notices.models import Endpoint

HEADER = "Loyalty-Signature"


def signature(*, body: bytes, at: int, secrets: Iterable[str]) -> str:
    """'t=1700000000,v1=…': one v1 for each secret; `at` in seconds since 1970."""
    signed = str(at).encode() + b"." + body
    marks = [hmac.new(one.encode(), signed, hashlib.sha256).hexdigest() for one in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


def secrets_of(endpoint: Endpoint, *, now: datetime) -> list[str]:
    """The new one first."""
    old = endpoint.old_secret if endpoint.old_until and endpoint.old_until > now else ""
    return [endpoint.secret, *([old] if old else [])]
