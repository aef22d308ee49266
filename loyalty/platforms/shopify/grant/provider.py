"""allauth's Shopify provider, hardened.

The stock one checks no HMAC, reads the shop again from the callback, lets a trailing newline through and asks
REST for the shop. Here the shop is bound into the state, and whatever a callback says is proven first.
"""

import secrets
from typing import Any

from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.shopify.provider import ShopifyProvider
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from shopify.session import Session

from loyalty.platforms.shopify import domain

ID = "shopify"
CALLBACK = "/shopify/callback"


class Adapter(OAuth2Adapter):  # type: ignore[misc]
    """allauth asks for one; nothing of it talks to the store."""

    provider_id = ID


class Provider(ShopifyProvider):  # type: ignore[misc]
    """A user is the store itself: who may finish an install there, may work here."""

    oauth2_adapter_class = Adapter

    @classmethod
    def get_package(cls) -> str:
        return "loyalty.platforms.shopify.grant"

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """allauth's own pages link here."""
        return reverse("shopify:install")

    def get_callback_url(self) -> str:
        return str(settings.APP_URL) + CALLBACK

    def begin(self, request: HttpRequest, *, shop: str) -> HttpResponseRedirect:
        """Sends the browser to the store's consent page, with a state of 256 bits kept in its session."""
        state = self.stash_redirect_state(
            request, process="login", data={"shop": shop}, state_id=secrets.token_urlsafe(32)
        )
        return HttpResponseRedirect(authorize_url(shop=shop, state=state))

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["id"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"shop": data["domain"]}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """No e-mail: one that the store says would be proof of nothing."""
        return {"username": data["domain"]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []


def authorize_url(*, shop: str, state: str) -> str:
    """The consent page of one store. shopifyapi writes it for https://{shop}."""
    session = _Session(shop, settings.SHOPIFY_API_VERSION)
    written = session.create_permission_url(list(settings.SHOPIFY_SCOPES), settings.APP_URL + CALLBACK, state)
    return domain.origin(shop) + str(written).removeprefix(f"https://{shop}")


class _Session(Session):  # type: ignore[misc]
    """shopifyapi keeps the client id on the class."""

    api_key = settings.SHOPIFY_CLIENT_ID
