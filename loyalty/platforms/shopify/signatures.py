"""Signatures of what Shopify sends us."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from django.conf import settings


def webhook_is_genuine(*, body: bytes, headers: Mapping[str, str]) -> bool:
    """HMAC over the raw body with the client secret, or the old one while it is being rotated."""
    told = (headers.get("X-Shopify-Hmac-Sha256") or headers.get("Shopify-Hmac-Sha256") or "").encode()
    secrets = (settings.SHOPIFY_CLIENT_SECRET, settings.SHOPIFY_OLD_CLIENT_SECRET)
    return any(hmac.compare_digest(_made(body, secret), told) for secret in secrets if secret)


def _made(body: bytes, secret: str) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
