"""Install by authorization code, for the browser outside the store's admin."""

from datetime import datetime

import structlog
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loyalty.platforms.shopify import calls, domain, particulars, signatures
from loyalty.platforms.shopify.grant import pages, tokens
from loyalty.platforms.shopify.grant.callback import NotProven, Proven, prove
from loyalty.platforms.shopify.grant.provider import ID, Provider
from loyalty.shops.install import AnotherShopsAddress, Particulars, Tokens, install
from loyalty.shops.models import Shop
from loyalty.shops.staff import welcome_user

log = structlog.get_logger(__name__)


@require_GET
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """/shopify/install?shop=…: straight on to the store's consent page; nothing is asked here."""
    query = request.META.get("QUERY_STRING", "")
    values = dict(signatures.pairs(query))
    try:
        shop = domain.checked(values.get("shop"))
    except domain.NotAShop:
        return pages.no_shop(request)
    now = timezone.now()
    if "hmac" in values and not signatures.oauth_query_is_signed(query, now=now.timestamp()):
        return pages.not_proven(request)
    return _provider(request).begin(request, shop=shop)


def _provider(request: HttpRequest) -> Provider:
    return get_adapter(request).get_provider(request, ID)  # type: ignore[no-any-return]


@require_GET
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """/shopify/callback: the store's answer."""
    now = timezone.now()
    try:
        proven = prove(request, now=now)
    except NotProven:
        log.warning("oauth callback refused")
        return pages.not_proven(request)
    if not proven.code:
        return pages.cancelled(request, shop=proven.shop)
    try:
        return _finish(request, proven, now)
    except AnotherShopsAddress:
        log.exception("oauth callback for an address with another history", shop=proven.shop)
        return pages.failed(request, shop=proven.shop)
    except calls.CallFailed as bad:
        log.warning("oauth callback failed", shop=proven.shop, why=str(bad))
        return pages.failed(request, shop=proven.shop)


def _finish(request: HttpRequest, proven: Proven, now: datetime) -> HttpResponse:
    got = tokens.by_code(shop=proven.shop, code=proven.code, now=now)
    missing = particulars.missing_scopes(got.scopes)
    if missing:
        return pages.missing_scopes(request, shop=proven.shop, missing=missing)
    about = particulars.ask(shop=proven.shop, token=got.access)
    return _install_and_enter(request, about, got, now)


def _install_and_enter(request: HttpRequest, about: Particulars, got: Tokens, now: datetime) -> HttpResponse:
    """Somebody signed in stays who they are; anybody else is signed in as the store."""
    if isinstance(request.user, User):
        shop = _install(about, got, request.user, now)
        return _panel(request, shop)
    with transaction.atomic():
        shop = _install(about, got, _account(request, about), now)
    response = complete_social_login(request, _login(request, about))
    return _panel(request, shop) if request.user.is_authenticated else response  # type: ignore[no-any-return]


@transaction.atomic
def _install(about: Particulars, got: Tokens, user: User, now: datetime) -> Shop:
    shop = install(platform=ID, about=about, tokens=got, by=user.get_username(), now=now)
    welcome_user(shop=shop, user=user, now=now)
    return shop


def _account(request: HttpRequest, about: Particulars) -> User:
    """The store's own user. allauth would ask a newcomer for an e-mail address first; we ask nothing."""
    known = SocialAccount.objects.filter(provider=ID, uid=about.external_id).select_related("user").first()
    if known is not None:
        return known.user  # type: ignore[no-any-return]
    return get_adapter(request).save_user(request, _login(request, about))  # type: ignore[no-any-return]


def _login(request: HttpRequest, about: Particulars) -> SocialLogin:
    said = {"id": about.external_id, "domain": about.domain}
    return _provider(request).sociallogin_from_response(request, said)


def _panel(request: HttpRequest, shop: Shop) -> HttpResponse:
    """Into the shop just installed, whichever was looked at before."""
    request.session["panel_shop"] = shop.pk
    return HttpResponseRedirect("/panel/")
