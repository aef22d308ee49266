"""GET friend: where a member's link leads; POST friend: the welcome, for an e-mail address or who is signed in.
GET friend-token: what the shop's own script remembers of the link."""

import re
import secrets
from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.common.limits import LINK, WELCOME, wait
from loyalty.desk.welcoming import NotWelcomed, Visitor, welcome
from loyalty.rewards.models import Redemption
from storefront_widget import nonce, source_files
from storefront_widget.views.asked import Said, said
from storefront_widget.views.page import BRACES
from storefront_widget.visit import Refused, Visit, too_many, visited
from storefront_widget.welcome import NO, action_of, token_for, told_of_welcome

EMAIL = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,190}\.[^@\s<>,;:\"]{2,60}")
BROWSER = re.compile(r"[0-9a-f]{16,64}", re.ASCII)


# Nobody is signed in here, usually: the nonce says that they saw the page of this very link.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def friend(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A refusal is a sentence on the page."""
    now = timezone.now()
    if request.method != "POST":
        return _shown(visit, request.GET.get("ref", "")[:80], now)
    told = said(request)
    code = _text(told, "ref", 80)
    try:
        given = _welcomed(request, visit, told, code, now)
    except Refused as refused:
        return _shown(visit, code, now, refused=refused)
    return _shown(visit, code, now, given=given)


@require_safe
@visited
def friend_token(request: HttpRequest, visit: Visit) -> HttpResponse:
    """{"token", "days"}; the token is "" for a link that leads to nobody."""
    browser = request.GET.get("browser", "")
    told = token_for(
        visit,
        request.GET.get("ref", "")[:80],
        browser if BROWSER.fullmatch(browser) else "",
        now=timezone.now(),
    )
    answer = JsonResponse(told)
    answer["Cache-Control"] = "no-store"
    return answer


def _welcomed(request: HttpRequest, visit: Visit, told: Said, code: str, now: datetime) -> Redemption:
    given = _text(told, "nonce", 64)
    if not nonce.holds(
        given, shop_id=visit.shop.pk, customer=visit.customer, action=action_of(code), now=now
    ):
        raise Refused(
            403, "stale_nonce", gettext("This page has been open for long. Reload it and try again.")
        )
    ip = request.headers.get("X-Forwarded-For", "").split(",")[0].strip()[:45]
    _in_time(visit, code, ip)
    email = _text(told, "email", 320).strip()
    if not visit.customer and not EMAIL.fullmatch(email):
        raise Refused(400, "bad_email", gettext("Write your e-mail address, such as ada@mail.example."))
    browser = _text(told, "browser", 64)
    visitor = Visitor(
        customer=visit.customer,
        email="" if visit.customer else email,
        browser=browser if BROWSER.fullmatch(browser) else "",
        ip=ip,
    )
    try:
        return welcome(shop=visit.shop, code=code, visitor=visitor, now=now)
    except NotWelcomed as no:
        raise Refused(409, no.why, NO[no.why]()) from None


def _in_time(visit: Visit, code: str, ip: str) -> None:
    link = sha256(action_of(code).encode()).hexdigest()[:20]
    seconds = max(wait(WELCOME, visit.shop.pk, link, ip), wait(LINK, visit.shop.pk, link))
    if seconds:
        raise too_many(seconds)


def _text(told: Said, name: str, longest: int) -> str:
    given = told.get(name, "")
    return given[:longest] if isinstance(given, str) else ""


def _shown(
    visit: Visit,
    code: str,
    now: datetime,
    *,
    given: Redemption | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    html = render_to_string(
        "widget/friend.html",
        {
            "told": told_of_welcome(visit, code, now=now, given=given),
            "prefix": visit.prefix,
            "key": secrets.token_hex(16),
            "version": source_files.version(source_files.page_css()),
            "script": source_files.version(source_files.friend()),
            "refused": refused and refused.message,
        },
    )
    status = refused.status if refused else 200
    response = HttpResponse(html.translate(BRACES), content_type="application/liquid", status=status)
    response["Cache-Control"] = "private, no-store"
    return response
