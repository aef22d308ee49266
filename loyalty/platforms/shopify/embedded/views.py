"""/shopify/app: the app's home inside the store's admin."""

import re
from datetime import datetime
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loyalty.platforms.shopify import calls, domain, session_token, signatures
from loyalty.platforms.shopify.embedded.enter import MissingScopes, enter
from loyalty.platforms.shopify.embedded.framing import framed
from loyalty.platforms.shopify.grant import pages
from loyalty.platforms.shopify.grant.tokens import Refused
from loyalty.shops.install import AnotherShopsAddress
from loyalty.shops.installed import installed

log = structlog.get_logger(__name__)


@require_GET
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    values = dict(signatures.pairs(request.META.get("QUERY_STRING", "")))
    header = request.headers.get("Authorization")
    token = header.removeprefix(session_token.PREFIX) if header else values.get("id_token", "")
    if not token:
        return _without_token(request, values)
    try:
        session = session_token.verified(token)
    except session_token.BadToken:
        return refused()
    return framed(_enter(request, session, timezone.now()), shop=session.shop)


def _enter(request: HttpRequest, session: session_token.Session, now: datetime) -> HttpResponse:
    try:
        shop = enter(session=session, now=now)
    except Refused as bad:
        log.warning("token exchange refused", shop=session.shop, why=str(bad))
        return refused() if bad.code == "invalid_subject_token" else pages.failed(request, shop=session.shop)
    except MissingScopes as bad:
        return pages.missing_scopes(request, shop=session.shop, missing=bad.missing)
    except (calls.CallFailed, AnotherShopsAddress) as bad:
        log.warning("embedded visit failed", shop=session.shop, why=str(bad))
        return pages.failed(request, shop=session.shop)
    return render(request, "shopify/app.html", _bridge() | {"shop": shop, "page": _page(request)})


def _page(request: HttpRequest) -> str:
    """The panel's page that was asked for, for the admin keeps it in its own address; nothing else of ours."""
    asked = request.GET.get("page", "")
    return asked if re.fullmatch(r"/panel/(?:[a-z0-9-]+/)*", asked, re.ASCII) else "/panel/"


def _bridge() -> dict[str, str]:
    return {"client_id": settings.SHOPIFY_CLIENT_ID, "bridge": settings.SHOPIFY_APP_BRIDGE_URL}


def refused() -> HttpResponse:
    """App Bridge reads the header, takes a fresh token and asks again."""
    response = HttpResponse("The session token is not valid.", status=401, content_type="text/plain")
    response["X-Shopify-Retry-Invalid-Session-Request"] = "1"
    return response


def _without_token(request: HttpRequest, values: dict[str, str]) -> HttpResponse:
    """In the admin, App Bridge fetches a token and comes back; elsewhere the panel signs people in.

    A link of a store that does not have the app yet begins an install.
    """
    try:
        shop = domain.checked(values.get("shop"))
    except domain.NotAShop:
        return HttpResponseRedirect("/panel/")
    if "host" in values and values.get("embedded") == "1":
        return _bounce(request, shop)
    if installed(platform="shopify", domain=shop) is None:
        return HttpResponseRedirect(f"{reverse('shopify:install')}?{urlencode({'shop': shop})}")
    return _bounce(request, shop) if "host" in values else HttpResponseRedirect("/panel/")


def _bounce(request: HttpRequest, shop: str) -> HttpResponse:
    return framed(render(request, "shopify/bounce.html", _bridge()), shop=shop)
