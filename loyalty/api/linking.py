"""Off to a network, and back from it: a member of a shop proves which account there is theirs.

Cookies do not come along through the store's proxy. So a sealed ticket brings the shopper here, the session here holds
the network's state, and another ticket takes the answer back to the store's page, where the store itself says who is
looking: only the shopper who began it can finish it.
"""

from typing import Any
from urllib.parse import urlencode

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loyalty.activities import oauth, tickets
from loyalty.activities.linked import account_hash
from loyalty.activities.models import NetworkKey
from loyalty.activities.networks import networks
from loyalty.shops.models import Shop
from loyalty.shops.platform import platform

log = structlog.get_logger(__name__)


@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """/linked/start?t=TICKET: on to the network that the ticket names."""
    try:
        told = tickets.read("start", request.GET.get("t", ""), now=timezone.now())
    except tickets.NoTicket:
        return _stale(request)
    key = _key(told)
    return HttpResponseRedirect(oauth.begin(request, key, told=told)) if key else _stale(request)


@require_GET
@never_cache
def callback(request: HttpRequest, network: str) -> HttpResponse:
    """/linked/<network>/callback: the network's answer, for the browser that began it."""
    state = oauth.unstash(request, network) if network in networks() else None
    told: dict[str, Any] = (state or {}).get("data") or {}
    key = _key(told) if told else None
    if state is None or key is None or key.network != network:
        return _stale(request)
    try:
        account = oauth.finish(request, key, state=state)
    except oauth.SaidNo:
        return _back(key.shop, told, unlinked="no")
    except oauth.NotTold as bad:
        log.warning("a network did not tell who it is", network=network, shop=key.shop_id, why=str(bad))
        return _back(key.shop, told, unlinked="failed")
    hashed = account_hash(shop=key.shop, network=network, uid=account.uid)
    linked = told | {"account": hashed, "name": account.name}
    return _back(key.shop, told, linked=tickets.make("linked", linked, now=timezone.now()))


def _key(told: dict[str, Any]) -> NetworkKey | None:
    rows = NetworkKey.objects.filter(shop_id=told["shop"], network=told["network"]).select_related("shop")
    return rows.first()


def _back(shop: Shop, told: dict[str, Any], **more: str) -> HttpResponse:
    home = platform(shop.platform).our_pages(shop=shop)
    return HttpResponseRedirect(f"{home}/way?{urlencode({'way': told['way']} | more)}")


def _stale(request: HttpRequest) -> HttpResponse:
    told = {
        "title": gettext("Begin again in the shop"),
        "text": gettext("This page has been open for long, or it was opened elsewhere. Nothing was linked."),
    }
    return render(request, "shopify/page.html", told, status=403)
