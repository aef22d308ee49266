"""GET friends: a member's link, and how it stands with whom they brought. POST: in which browser they look."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from loyalty.engine.traces import Trace
from loyalty.members.models import Member
from loyalty.referrals import seen
from storefront_widget import nonce, source_files
from storefront_widget.friends import ACTION, told_of_friends
from storefront_widget.views.asked import said
from storefront_widget.views.page import BRACES
from storefront_widget.visit import Refused, Visit, visited

BROWSER = re.compile(r"[0-9a-f]{16,64}", re.ASCII)


# As for joining: the signature says who it is, the nonce that they saw the page.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def friends(request: HttpRequest, visit: Visit) -> HttpResponse:
    now, member = timezone.now(), visit.member()
    if request.method == "POST":
        _note(request, visit, member, now)
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    with timezone.override(ZoneInfo(visit.shop.timezone)):
        told = told_of_friends(visit, member, now=now)
    html = render_to_string(
        "widget/friends.html",
        {
            "told": told,
            "prefix": visit.prefix,
            "version": source_files.version(source_files.page_css()),
            "script": source_files.version(source_files.friend()),
        },
    )
    response = HttpResponse(html.translate(BRACES), content_type="application/liquid")
    response["Cache-Control"] = "private, no-store"
    return response


def _note(request: HttpRequest, visit: Visit, member: Member | None, now: datetime) -> None:
    """The page's own script tells its browser's number, so that nobody brings themselves out of the same one."""
    told = said(request)
    browser, given = str(told.get("browser", "")), str(told.get("nonce", ""))
    if not nonce.holds(given, shop_id=visit.shop.pk, customer=visit.customer, action=ACTION, now=now):
        raise Refused(
            403, "stale_nonce", gettext("This page has been open for long. Reload it and try again.")
        )
    if member is not None and BROWSER.fullmatch(browser):
        programme = visit.shop.programme_id
        traces = seen.hashed([Trace("browser", browser)], programme_id=programme)
        seen.keep(programme_id=programme, traces={member.pk: traces}, at=now)
