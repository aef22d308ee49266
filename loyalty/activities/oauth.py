"""Asking a network whose account somebody has there: allauth's providers, with the shop's own keys.

allauth knows one app per site and signs people in with it. Here its provider and adapter are made for one shop and one
request, nobody is signed in, and nothing of what the network says is kept but a hash of the account's number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils.module_loading import import_string
from requests import RequestException

from loyalty.activities.models import NetworkKey
from loyalty.activities.networks import networks
from loyalty.common.outgoing.session import here

NAMES = ("username", "global_name", "display_name", "displayName", "screen_name", "nickname", "name", "email")
LONGEST = 60
# Who somebody is, is all we ask: no address, no posts.
SCOPES = {
    "google": ["openid"],
    "discord": ["identify"],
    "facebook": ["public_profile"],
    "line": ["profile"],
}
UNSOUND = (RequestException, OAuth2Error, ProviderException, PermissionDenied, ImproperlyConfigured)
GARBLED = (KeyError, TypeError, ValueError, AttributeError)


class NotTold(Exception):
    """The network did not tell whose account it is."""


class SaidNo(NotTold):
    """The member said no there."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account there; `name` is what its owner knows it by, and may be empty."""

    uid: str
    name: str


def address(network: str) -> str:
    """Where the network sends people back to; the merchant tells the network of it."""
    return f"{settings.APP_URL}/linked/{network}/callback"


def begin(request: HttpRequest, key: NetworkKey, *, told: Mapping[str, Any]) -> str:
    """The network's page that asks for consent. `told` comes back with the answer, in this browser only."""
    provider, _adapter = _made(request, key)
    answer = provider.redirect(request, process="connect", data=dict(told))
    return here(str(answer["Location"]))


def unstash(request: HttpRequest, network: str) -> dict[str, Any] | None:
    """What this browser began with less than ten minutes ago; used up by asking."""
    state = request.GET.get("state", "")
    return statekit.unstash_state(request, state_id=state, provider_id=network)  # type: ignore[no-any-return]


def finish(request: HttpRequest, key: NetworkKey, *, state: Mapping[str, Any]) -> Account:
    """Asks the network, by the code it sent along. Raises NotTold."""
    if request.GET.get("error"):
        raise SaidNo if request.GET["error"] in ("access_denied", "user_cancelled_login") else NotTold
    _provider, adapter = _made(request, key)
    client = adapter.get_client(request, adapter.app)
    try:
        got = adapter.get_access_token_data(
            request, adapter.app, client, pkce_code_verifier=state.get("pkce_code_verifier")
        )
        login = adapter.complete_login(request, adapter.app, adapter.parse_token(got), response=got)
    except (*UNSOUND, *GARBLED, ImmediateHttpResponse) as bad:
        raise NotTold(type(bad).__name__) from None
    return Account(login.account.uid, _name(login.account.extra_data))


def _made(request: HttpRequest, key: NetworkKey) -> tuple[Any, Any]:
    """allauth's provider and adapter for one shop."""
    kind = import_string(networks()[key.network].provider)
    app = SocialApp(provider=kind.id, provider_id=key.network, client_id=key.client_id, secret=key.secret)
    app.settings = {"scope": SCOPES[kind.id]} if kind.id in SCOPES else {}
    provider = kind(request, app=app)
    adapter = kind.oauth2_adapter_class(request)
    adapter.app, adapter.get_provider = app, lambda: provider
    adapter.get_callback_url = lambda _request, _app: address(key.network)
    provider.get_oauth2_adapter = lambda _request: adapter
    return provider, adapter


def _name(said: Any) -> str:
    """The first of the usual names."""
    found = said if isinstance(said, Mapping) else {}
    names = (found.get(name) for name in NAMES)
    return next((name[:LONGEST] for name in names if isinstance(name, str) and name), "")
