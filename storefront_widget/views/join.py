"""POST join: the shopper joins; doing it twice changes nothing."""

import json
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loyalty.desk import joining
from loyalty.members.models import Identity
from loyalty.members.recognise import recognise
from loyalty.programmes.live import live
from storefront_widget import nonce
from storefront_widget.telling import Teller
from storefront_widget.views.data import answer
from storefront_widget.views.page import shown
from storefront_widget.visit import Refused, Visit, visited

DAY = 86_400
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
TRIES = 10  # a minute, per customer


# The storefront's own cookies never reach us: the signature says who it is, the nonce that they meant it.
@csrf_exempt
@require_POST
@visited
def join(request: HttpRequest, visit: Visit) -> HttpResponse:
    """JSON {nonce, key}, or the same as a form from the page without JavaScript."""
    now = timezone.now()
    form = request.content_type in FORMS
    said: dict[str, object] = dict(request.POST.items()) if form else _json(request.body)
    _checked(visit, said, now)
    key = (Identity.Kind.CUSTOMER, visit.customer)
    member = recognise(shop=visit.shop, keys=[key], now=now)[key]
    joining.join(shop=visit.shop, member_id=member, how="widget", now=now)
    return shown(visit, now) if form else answer(Teller(visit, now).data())


def _json(body: bytes) -> dict[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refused(400, "bad_body", gettext("The body must be a JSON object with nonce and key."))
    return said


def _checked(visit: Visit, said: dict[str, object], now: datetime) -> None:
    if not visit.customer:
        raise Refused(403, "sign_in", gettext("Sign in to your account first."))
    given, key = said.get("nonce"), said.get("key")
    if not isinstance(given, str) or not nonce.holds(
        given, shop_id=visit.shop.pk, customer=visit.customer, action="join", now=now
    ):
        raise Refused(
            403, "stale_nonce", gettext("This page has been open for long. Reload it and try again.")
        )
    if not isinstance(key, str) or not 8 <= len(key) <= 80:
        raise Refused(400, "bad_key", gettext("key: must be 8 to 80 characters, new for each attempt."))
    _in_time(visit, now)
    _same(visit, key)
    if live(programme_id=visit.shop.programme_id, at=now) is None:
        raise Refused(409, "not_live", gettext("The programme has not started yet. Come back soon."))


def _in_time(visit: Visit, now: datetime) -> None:
    counter = f"join-tries:{visit.shop.pk}:{visit.customer}:{int(now.timestamp()) // 60}"
    cache.add(counter, 0, 120)
    if cache.incr(counter) > TRIES:
        raise Refused(429, "too_many", gettext("That was often. Wait a minute and try again."))


def _same(visit: Visit, key: str) -> None:
    """An idempotency key belongs to one customer's one deed."""
    slot = f"join-key:{visit.shop.pk}:{key}"
    if not cache.add(slot, visit.customer, DAY) and cache.get(slot) != visit.customer:
        raise Refused(409, "key_used", gettext("This key was used for something else. Use a new one."))
