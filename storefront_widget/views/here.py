"""GET here: somebody scanned a code of a place; POST here: they check in. It counts once, or the page says why not."""

import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from loyalty.activities.place_codes import NoCode, read
from loyalty.desk.checking_in import check_in
from loyalty.ledger.words import date_words
from storefront_widget import nonce, source_files
from storefront_widget.brought import brought
from storefront_widget.views.asked import checked, said
from storefront_widget.views.page import BRACES
from storefront_widget.views.redeem import joined
from storefront_widget.visit import Refused, Visit, visited

ACTION = "here"


# As for joining: the signature says who it is, the nonce that they meant it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def here(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A form {nonce, key, c}; what came of it is a sentence on the page."""
    now = timezone.now()
    if request.method != "POST":
        return _shown(visit, request.GET.get("c", ""), now)
    told = said(request)
    token = str(told.get("c", ""))
    try:
        checked(visit, told, action=ACTION, now=now)
        kept = check_in(shop=visit.shop, member_id=joined(visit).pk, token=token, now=now)
    except NoCode as no:
        return _shown(visit, token, now, refused=_refused(no))
    except Refused as refused:
        return _shown(visit, token, now, refused=refused)
    return _shown(visit, token, now, got=brought(visit.shop, kept.awards, now=now))


def _shown(
    visit: Visit, token: str, now: datetime, *, refused: Refused | None = None, got: str = ""
) -> HttpResponse:
    place = ""
    with timezone.override(ZoneInfo(visit.shop.timezone)):
        try:
            place = read(shop=visit.shop, text=token, now=now).code.title
        except NoCode as no:
            refused = refused or _refused(no)
    member = visit.member()
    ready = member is not None and member.joined_at is not None
    proof = nonce.make(shop_id=visit.shop.pk, customer=visit.customer, action=ACTION, now=now)
    told = {
        "place": place,
        "token": token if place else "",
        "who": "visitor" if not visit.customer else "member" if ready else "guest",
        "nonce": proof if ready else "",
        "back": f"{visit.prefix}/here?{urlencode({'c': token[:60]})}",
        "got": got,
        "refused": refused and refused.message,
        "prefix": visit.prefix,
        "key": secrets.token_hex(16),
        "version": source_files.version(source_files.page_css()),
    }
    html = render_to_string("widget/here.html", told)
    status = refused.status if refused else 200
    response = HttpResponse(html.translate(BRACES), content_type="application/liquid", status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _refused(no: NoCode) -> Refused:
    words = _WORDS[no.why]()
    if no.code is not None:
        words = words.format(
            place=no.code.title, first=date_words(no.code.first), last=date_words(no.code.last)
        )
    return Refused(409, f"code_{no.why}", words)


_WORDS: dict[str, Callable[[], str]] = {
    "unknown": lambda: gettext("We do not know this code. Scan it again, or ask the shop for a new one."),
    "other_shop": lambda: gettext("This code belongs to another shop. Nothing was counted."),
    "ended": lambda: gettext("The shop has ended this code for {place}. Nothing was counted."),
    "not_yet": lambda: gettext("This code for {place} counts from {first}."),
    "over": lambda: gettext("This code for {place} counted until {last}."),
    "closed": lambda: gettext("This code for {place} counts at other hours of the day."),
    "other_day": lambda: gettext(
        "This code for {place} is of another day. Scan the one that hangs there today."
    ),
    "today": lambda: gettext("You have checked in at {place} today. It counts once a day."),
    "used": lambda: gettext("Somebody has used this code for {place} before. It counts once."),
    "used_by_you": lambda: gettext("You have used this code for {place} before. It counts once."),
}
