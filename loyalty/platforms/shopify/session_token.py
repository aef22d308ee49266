"""Session tokens: how the store's own admin says who opened the panel."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from shopify import session_token as shopifyapi

from loyalty.platforms.shopify import domain, signatures
from loyalty.shops.installed import installed
from loyalty.shops.platform import PanelVisitor

PREFIX = "Bearer "
SUBJECT_LIMIT = 64


class BadToken(PermissionDenied):
    """A session token that is missing, altered, stale, or not for this app."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a good token says."""

    shop: str
    subject: str
    token: str


def verified(token: str) -> Session:
    """Raises BadToken."""
    for secret in signatures.secrets_in_use():
        try:
            return _session(_claims(token, secret), token)
        # besides its own errors, shopifyapi lets those of odd claims through
        except (shopifyapi.SessionTokenError, domain.NotAShop, ValueError, TypeError, AttributeError):
            continue
    raise BadToken


def _claims(token: str, secret: str) -> dict[str, Any]:
    """Checks HS256, signature, aud, exp and nbf with 10 s leeway; roughly that iss and dest are one shop."""
    claims = shopifyapi.decode_from_header(PREFIX + token, settings.SHOPIFY_CLIENT_ID, secret)
    if not isinstance(claims.get("exp"), int):
        raise ValueError("a token without end")
    return dict(claims)


def _session(claims: dict[str, Any], token: str) -> Session:
    """shopifyapi trims, lower-cases and takes paths: here both must be exactly the shop's."""
    shop = domain.checked(str(claims["dest"]).removeprefix("https://"))
    subject = claims["sub"]
    if claims["iss"] != f"https://{shop}/admin" or claims["dest"] != f"https://{shop}":
        raise domain.NotAShop
    if not isinstance(subject, str) or not subject.isascii() or not 0 < len(subject) <= SUBJECT_LIMIT:
        raise ValueError("a token about nobody")
    return Session(shop=shop, subject=subject, token=token)


def panel_visitor(request: HttpRequest) -> PanelVisitor | None:
    """None without an Authorization header; raises BadToken for a wrong one."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    if not header.startswith(PREFIX):
        raise BadToken
    session = verified(header.removeprefix(PREFIX))
    shop = installed(platform="shopify", domain=session.shop)
    if shop is None:
        raise BadToken
    return PanelVisitor(shop=shop, subject=session.subject)
