"""What every request to change something must bring: a shopper, their nonce, a key of their own."""

import json
import re
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext

from loyalty.common.limits import DEED, wait
from storefront_widget import nonce
from storefront_widget.visit import Refused, Visit, too_many

DAY = 86_400
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
Said = dict[str, object]


def is_form(request: HttpRequest) -> bool:
    """Whether the page without JavaScript asks."""
    return request.content_type in FORMS


def said(request: HttpRequest) -> Said:
    """What the request says: a JSON object, or a form. Raises Refused."""
    return dict(request.POST.items()) if is_form(request) else _json(request.body)


def checked(visit: Visit, told: Said, *, action: str, now: datetime) -> None:
    """Raises Refused for whoever is not signed in, did not mean it, asks too often, or before the start."""
    if not visit.customer:
        raise Refused(403, "sign_in", gettext("Sign in to your account first."))
    given, key = told.get("nonce"), told.get("key")
    if not isinstance(given, str) or not nonce.holds(
        given, shop_id=visit.shop.pk, customer=visit.customer, action=action, now=now
    ):
        raise Refused(
            403, "stale_nonce", gettext("This page has been open for long. Reload it and try again.")
        )
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise Refused(
            400, "bad_key", gettext("key: must be 8 to 64 letters and digits, new for each attempt.")
        )
    _in_time(visit, action)
    _same(visit, action, key)
    if visit.versions.live(now) is None:
        raise Refused(409, "not_live", gettext("The programme has not started yet. Come back soon."))


def _json(body: bytes) -> Said:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Refused(400, "bad_body", gettext("The body must be a JSON object with nonce and key."))
    return told


def _in_time(visit: Visit, action: str) -> None:
    seconds = wait(DEED, visit.shop.pk, visit.customer, action)
    if seconds:
        raise too_many(seconds)


def _same(visit: Visit, action: str, key: str) -> None:
    """An idempotency key belongs to one customer's one deed."""
    slot, deed = f"join-key:{visit.shop.pk}:{key}", f"{action}:{visit.customer}"
    if not cache.add(slot, deed, DAY) and cache.get(slot) != deed:
        raise Refused(409, "key_used", gettext("This key was used for something else. Use a new one."))
