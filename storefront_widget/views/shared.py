"""GET shared: somebody followed a member's link; POST shared: they go on, and it counts for the member."""

import secrets
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from loyalty.desk.sharing import followed, where_to
from loyalty.desk.way import NoSuchWay
from storefront_widget import nonce, source_files
from storefront_widget.views.asked import checked, said
from storefront_widget.views.page import BRACES
from storefront_widget.visit import Refused, Visit, visited

ACTION = "shared"


# As for joining: the signature says who it is, the nonce that they meant it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def shared(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Opening the link counts nothing: a page elsewhere could open it for anybody. Going on does."""
    now = timezone.now()
    told = said(request) if request.method == "POST" else request.GET
    code = str(told.get("s", ""))
    try:
        path = where_to(shop=visit.shop, code=code, now=now)
        if request.method != "POST":
            return _shown(visit, code, path, now)
        checked(visit, dict(told), action=ACTION, now=now)
        followed(shop=visit.shop, code=code, customer=visit.customer, now=now)
    except NoSuchWay:
        raise Refused(404, "no_such_link", gettext("This link leads nowhere any more.")) from None
    response = HttpResponseRedirect(path)
    response["Cache-Control"] = "private, no-store"
    return response


def _shown(visit: Visit, code: str, path: str, now: datetime) -> HttpResponse:
    proof = nonce.make(shop_id=visit.shop.pk, customer=visit.customer, action=ACTION, now=now)
    told = {
        "shop": visit.shop.name,
        "path": path,
        "code": code,
        "nonce": proof if visit.customer else "",
        "back": f"{visit.prefix}/shared?{urlencode({'s': code})}",
        "prefix": visit.prefix,
        "key": secrets.token_hex(16),
        "version": source_files.version(source_files.page_css()),
    }
    html = render_to_string("widget/shared.html", told)
    response = HttpResponse(html.translate(BRACES), content_type="application/liquid")
    response["Cache-Control"] = "private, no-store"
    return response
